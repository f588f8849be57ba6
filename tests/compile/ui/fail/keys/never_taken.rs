//! Handlers that are never taken: at top level, and in a menu that names every input.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "Press any key."
        0..=9 | '*' | '#' => say "That was one.",
        silence => retry(1) else hangup,
        _ => hangup,
    }
    silence => say "Are you there?",
    _ => say "Good bye.",
    failure => say "Something is broken here.",
}

fn main() {}
