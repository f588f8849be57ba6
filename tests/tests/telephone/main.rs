//! The menu on SIP, called by telephones that others wrote: baresip, and sipp.
//!
//! What baresip heard is compared with what espeak-ng says by itself, and the likeness is printed.

// Giving up with a reason is how a test fails.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod baresip;
mod hearing;
mod info;
mod keys;
mod transfer;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use support::{Outcome, program};
use tests::process::Restaurant;

/// Calls take their turns: sound that comes late because another test has the core is no fault of the line.
static TURN: Mutex<()> = Mutex::new(());

/// The flags of a restaurant that a telephone can call.
const LINE: [&str; 4] = ["--sip", "127.0.0.1:0", "--voice-cache", "voices"];

/// Runs a test with a restaurant that answers telephones, unless a program is missing.
fn with_line(programs: &[(&str, &str)], flags: &[&str], test: impl FnOnce(&Restaurant)) -> Outcome {
    let needed = [("espeak-ng", "espeak-ng")];
    for (name, package) in needed.iter().chain(programs) {
        program(name, package)?;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    test(&Restaurant::start(&[&LINE, flags].concat()));
    Ok(())
}

fn main() -> ExitCode {
    support::run(support::tests![
        keys::a_table_is_booked_and_every_prompt_is_heard_in_full,
        keys::a_key_cuts_the_prompt_short,
        keys::a_wrong_key_is_told_of_and_ends_the_call,
        keys::a_caller_who_hangs_up_leaves_the_line_free,
        info::a_table_is_booked_by_keys_in_the_signalling,
        transfer::both_hear_each_other_until_the_representative_hangs_up,
        transfer::a_representative_who_is_not_there_ends_in_the_tree,
    ])
}
