//! Tests of the real program under load, faults and bad input. Each test prints what it tried. For longer runs, with
//! `IVR_TEST_MINUTES=600`:
//!
//! - `IVR_FUZZ_BODIES=1000000 cargo test -p restaurant --release --test proofs fuzz`
//! - `IVR_KILL_ROUNDS=100 cargo test -p restaurant --release --test proofs kill`,
//!   with `IVR_TEST_POSTGRES` also on PostgreSQL
//! - `IVR_SEVERAL_CALLS=2000 cargo test -p restaurant --release --test proofs several`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

mod crowd;
mod data;
mod database;
mod drain;
mod faults;
mod fuzz;
mod kill;
mod logs;
mod printed;
mod production;
mod relay;
mod server;
mod settings;
mod several;
mod slow;
mod tls;

use std::process::ExitCode;

/// The amount of work in a run: from the environment, or small.
fn amount(variable: &str, little: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => little,
    }
}

fn main() -> ExitCode {
    support::run(support::tests![
        data::data_of_a_number_is_shown_and_forgotten_on_sqlite,
        data::data_of_a_number_is_shown_and_forgotten_on_postgres,
        data::data_that_was_backed_up_is_served_again,
        data::data_on_postgres_is_backed_up_by_its_own_tool,
        database::database_that_is_not_there_at_the_start_costs_no_menu,
        database::database_that_falls_silent_while_its_tables_are_made_is_found_again,
        database::database_that_falls_silent_while_the_key_is_asked_for_delays_no_start,
        database::database_that_fails_at_the_start_in_no_foreseen_way_costs_no_menu,
        database::database_far_away_changes_no_answer,
        database::database_is_asked_no_more_than_a_booking_needs,
        database::database_of_a_server_that_died_has_one_answer_for_its_event,
        database::database_forgets_what_a_machine_that_died_has_locked,
        database::database_that_is_gone_without_a_word_is_found_again,
        database::database_that_is_read_only_is_reported_and_no_step_is_lost,
        database::database_that_can_t_be_asked_has_nothing_done_twice,
        drain::drain_under_load_cuts_no_request,
        faults::faults_a_locked_database_costs_no_call,
        faults::faults_a_deleted_database_is_noticed,
        faults::faults_a_deleted_log_of_the_database_costs_no_booking_that_was_acknowledged,
        faults::damaged_database_pages_are_reported_and_menus_are_served,
        faults::faults_of_a_platform_that_names_no_session_promise_nobody_anothers_table,
        faults::faults_a_full_disk_costs_no_call,
        faults::faults_a_stopped_postgres_costs_no_call_and_is_found_again,
        faults::faults_a_frozen_postgres_costs_no_call,
        fuzz::fuzz_finds_no_5xx_and_no_call_without_a_callflow,
        kill::kill_9_on_sqlite_loses_and_doubles_nothing_that_was_acknowledged,
        kill::kill_9_on_postgres_loses_and_doubles_nothing_that_was_acknowledged,
        logs::logs_whose_reader_dies_cost_no_call,
        logs::logs_whose_reader_stops_cost_no_call,
        logs::logs_on_a_full_disk_cost_no_call,
        logs::logs_show_no_path_whatever_is_asked_for,
        logs::logs_and_greeting_that_nobody_reads_cost_no_call,
        printed::printed_ids_and_numbers_of_strangers_do_nothing_to_a_terminal,
        printed::printed_numbers_are_masked_unless_they_are_asked_for,
        printed::printed_numbers_on_the_page_are_reported_in_the_log,
        printed::printed_ids_lead_to_their_call_on_the_page,
        production::production_settings_are_all_explained_and_taken,
        production::production_nginx_takes_the_example,
        production::production_haproxy_takes_the_example,
        production::production_service_is_verified_and_closed,
        production::production_alerts_are_rules_that_fire,
        production::production_alerts_are_all_seen_to_fire,
        production::production_alerts_know_no_limit_by_heart,
        production::production_dashboard_and_alerts_name_what_is_measured,
        settings::settings_come_from_the_line_the_environment_and_a_file_in_that_order,
        settings::settings_that_are_wrong_are_named,
        settings::settings_that_leave_the_door_open_are_refused,
        settings::settings_that_keep_nobody_out_are_no_list,
        settings::doubtful_settings_are_reported,
        settings::settings_read_again_raise_the_limit_of_open_files,
        settings::settings_of_access_are_kept_to,
        settings::settings_and_versions_are_reported,
        settings::settings_of_metrics_tell_what_callers_did,
        several::several_servers_behind_nginx_lose_no_call,
        several::several_servers_behind_haproxy_lose_no_call,
        several::several_servers_answer_an_event_alike_and_do_it_once,
        several::several_releases_are_distinguished_before_they_share_calls,
        slow::slow_clients_are_ended_and_hold_nobody_up,
        slow::slow_thousands_that_keep_quiet_hold_no_call_up,
        slow::slow_connections_beyond_the_cap_are_turned_away,
        slow::slow_strangers_make_room_for_who_shows_the_secret,
        slow::slow_or_endless_bodies_are_refused_before_they_take_memory,
        slow::slow_garbled_heads_are_counted_and_told_of,
        slow::slow_crowds_from_one_address_meet_a_cap,
        tls::tls_to_postgres_is_had_where_it_is_asked_for_and_never_with_a_stranger,
    ])
}
