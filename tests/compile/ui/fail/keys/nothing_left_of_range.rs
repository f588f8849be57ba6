//! A range whose every key has a branch of its own.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 or 2 for a room."
        1..=2 => say "Nobody hears this.",
        1 => say "The room is free.",
        2 => say "The room is taken.",
    }
    _ => say "Good bye.",
}

fn main() {}
