//! Unreachable steps.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 to leave."
        1 => hangup then say "Nobody hears this.",
        2 => repeat then say "Nor this.",
    }
    _ => say "Good bye.",
}

fn main() {}
