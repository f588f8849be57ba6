//! Validates answers and signatures with the carriers' own packages.

// Tests fail by panicking.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

// Used only in tests, which fail if something can't be read.
#[allow(dead_code, unreachable_pub)]
mod cookbook;
mod jambonz;
mod node;
mod twilio;

use std::process::ExitCode;

fn main() -> ExitCode {
    support::run(support::tests![
        jambonz::every_constant_answer_is_a_valid_application,
        jambonz::what_its_code_signs_is_accepted_and_nothing_else,
        twilio::what_its_code_signs_is_accepted_and_nothing_else,
    ])
}
