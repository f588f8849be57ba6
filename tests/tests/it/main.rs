//! End-to-end tests through public interfaces: the tutorial, whole calls, deploys, commands, guides and links.

// Tests fail by panicking.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod architecture;
mod calls;
mod deploys;
mod guides;
mod harness;
mod links;
mod manifest;
mod picture;
mod promises;
mod seed;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut tests = support::tests![
        architecture::rooms_import_one_way_and_match_the_diagram,
        architecture::import_cycles_exist_only_between_parent_and_child,
        architecture::imports_name_the_room,
        calls::commands::help_describes_the_restaurants_own_command,
        calls::commands::a_scripted_call_is_printed_and_sets_the_exit_code,
        calls::commands::keys_from_a_pipe_are_pressed_one_line_per_prompt,
        calls::commands::a_dry_run_prints_the_tutorials_request_without_an_account,
        calls::commands::trigger_posts_an_event_and_prints_the_answer,
        calls::commands::a_recorded_call_is_replayed,
        calls::openapi::the_corrected_openapi_document_refuses_invalid_callflows,
        guides::the_first_menu_guide_shows_the_tested_program,
        guides::the_python_guide_shows_the_restaurants_tree,
        guides::the_program_accepts_every_command_in_the_guides,
        harness::no_test_attribute_is_used_without_the_built_in_harness,
        links::every_link_resolves_and_every_table_is_whole,
        links::rows_outside_a_table_are_found,
        links::broken_links_are_found,
        manifest::a_tree_takes_over_its_own_calls,
        manifest::former_ids_are_understood_including_attempts,
        manifest::removed_states_and_changed_keys_are_reported,
        manifest::a_removed_or_moved_language_is_reported,
        manifest::assert_takes_over_panics_with_the_same_message,
        manifest::the_hash_covers_only_the_keys,
        manifest::the_manifest_lists_known_and_needed_values_of_each_state,
        manifest::a_missing_value_is_reported_with_its_states,
        manifest::a_changed_type_is_reported_unless_it_reads_the_old_values,
        manifest::a_manifest_without_values_is_read_with_a_warning,
        manifest::a_changed_start_menu_is_reported,
        picture::the_restaurants_diagram_is_up_to_date,
        promises::every_guarantee_names_tests_that_exist,
        seed::an_outbound_call_plays_the_first_prompt_once,
    ];
    tests.extend(support::async_tests![
        calls::edges::every_callflow_matches_the_vendors_openapi_document,
        calls::edges::recorded_prompts_match_the_vendors_openapi_document,
        calls::platform::webhooks_are_set_listed_and_deleted,
        calls::platform::voices_are_listed,
        calls::platform::a_wrong_api_key_is_refused,
        calls::platform::a_call_needs_a_webhook_and_an_allowed_number,
        calls::platform::only_idempotent_requests_are_retried_after_429,
        calls::platform::an_unreachable_platform_is_reported_as_nothing_sent,
        deploys::a_renamed_state_keeps_the_calls_values,
        deploys::values_can_be_unsealed_only_with_their_own_id,
        deploys::a_tree_without_values_continues_calls_that_have_some,
        deploys::a_missing_value_is_reported_before_a_deploy_and_fails_only_its_lookup_after,
        deploys::an_unreadable_value_is_reported_before_a_deploy_and_restarts_the_call_after,
        guides::the_testing_guides_curl_commands_get_the_answers_shown,
        seed::every_state_answers_every_input_as_in_the_tutorial,
        seed::an_inbound_call_hears_the_main_menu,
        seed::a_caller_with_an_unknown_id_starts_over,
        seed::the_tutorials_sample_events_are_accepted,
        seed::an_event_that_needs_no_answer_gets_an_empty_one,
        seed::an_invalid_event_is_refused_with_a_reason,
        seed::the_health_check_answers,
    ]);
    tests.extend(support::threaded_tests![
        calls::commands::webhooks_and_voices_are_managed_without_showing_the_api_key,
        calls::edges::a_caller_is_thanked_after_every_outcome_of_a_transfer,
        calls::edges::an_unanswered_outbound_call_asks_for_no_callflow,
        calls::faults::repeated_late_and_reordered_events_change_nothing,
        calls::faults::all_faults_at_once_lose_no_call,
        calls::faults::callers_may_hang_up_at_any_step,
        calls::faults::a_call_survives_a_restart_of_the_server,
        calls::faults::the_platform_retries_a_dead_server_and_then_gives_up,
        calls::faults::an_event_without_the_secret_gets_no_callflow,
        calls::many::a_thousand_concurrent_inbound_calls_succeed,
        calls::many::a_hundred_concurrent_outbound_calls_succeed,
    ]);
    support::run(tests)
}
