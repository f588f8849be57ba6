//! A menu that calls several numbers, as a program of its own.

use std::process::{Command, ExitCode};

use ivr_runtime::ivr;

ivr! {
    /// A shop with two telephones.
    pub(crate) tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "To talk to us press 1."

        1 => connect(
            from: "+6568888888",
            to: ["+6598880001", "+6598880002"],
            rounds: 2,
            waiting: "One more moment, please."
        ) as desk {
            answered => say "It was a pleasure to talk to you.",
            busy => say "Everybody is talking to somebody else.",
            no_answer => say "Nobody is there at the moment.",
            failed => say "Our telephone lines are broken.",
        }
    }

    _ => say "Goodbye.",
}

/// Set if the test's own program is to run the shop.
const VARIABLE: &str = "IVR_TEST_SHOP";

/// This program, as the shop.
pub(crate) fn program() -> Command {
    let mut program = support::process::command(std::env::current_exe().unwrap());
    program.env(VARIABLE, "1");
    program
}

/// Runs the shop, if the variable is set.
pub(crate) fn run() -> Option<ExitCode> {
    std::env::var_os(VARIABLE).map(|_| ivr_runtime::run::<Shop>())
}
