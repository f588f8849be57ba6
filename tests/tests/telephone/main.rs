//! Tests of the SIP telephone with independent clients: baresip and sipp.
//!
//! They compare what baresip heard with the output of espeak-ng, and print the similarity.

// Tests fail by panicking.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod baresip;
mod callers;
mod exchange;
mod hearing;
mod info;
mod keys;
mod machines;
mod shop;
mod tones;
mod torture;
mod transfer;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use support::{Outcome, program};
use tests::process::Restaurant;

/// One call at a time: another test on the same core would delay the sound.
static TURN: Mutex<()> = Mutex::new(());

/// The flags of a restaurant with a line.
const LINE: [&str; 4] = ["--sip", "127.0.0.1:0", "--voice-cache", "voices"];

/// Runs a test with a restaurant that answers phones, unless a program is missing.
fn with_line(programs: &[(&str, &str)], flags: &[&str], test: impl FnOnce(&Restaurant)) -> Outcome {
    with(Restaurant::start, programs, flags, test)
}

/// The same with a shop that has two phones behind the line.
fn with_shop(programs: &[(&str, &str)], flags: &[&str], test: impl FnOnce(&Restaurant)) -> Outcome {
    let start = |flags: &[&str]| Restaurant::start_other(shop::program, flags);
    with(start, programs, flags, test)
}

fn with(
    start: impl FnOnce(&[&str]) -> Restaurant,
    programs: &[(&str, &str)],
    flags: &[&str],
    test: impl FnOnce(&Restaurant),
) -> Outcome {
    let needed = [("espeak-ng", "espeak-ng")];
    for (name, package) in needed.iter().chain(programs) {
        program(name, package)?;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    test(&start(&[&LINE, flags].concat()));
    Ok(())
}

fn main() -> ExitCode {
    if let Some(ended) = shop::run() {
        return ended;
    }
    support::run(support::tests![
        callers::a_silent_caller_hears_why_and_the_call_ends,
        callers::a_caller_who_hangs_up_in_any_state_leaves_nothing_behind,
        keys::a_table_is_booked_and_every_prompt_is_heard_in_full,
        keys::a_key_cuts_the_prompt_short,
        keys::a_wrong_key_is_reported_and_ends_the_call,
        info::a_table_is_booked_by_keys_in_the_signalling,
        info::a_table_is_booked_over_tcp,
        machines::calls_go_to_every_server_and_past_one_that_is_dead,
        tones::a_table_is_booked_by_tones_and_no_word_is_taken_for_one,
        transfer::both_hear_each_other_until_the_representative_hangs_up,
        transfer::the_next_number_is_called_where_the_first_is_busy,
        transfer::numbers_ring_in_turn_and_in_rounds_until_nobody_is_left,
        transfer::a_representative_who_is_not_there_ends_in_the_tree,
        torture::messages_that_break_parsers_disturb_nobody,
        torture::packets_that_nobody_would_write_disturb_nobody,
    ])
}
