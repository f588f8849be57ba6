//! Two ranges that share keys.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to 9 for a room."
        1..=5 => say "The room is free.",
        4..=9 => say "The room is taken.",
    }
    _ => say "Good bye.",
}

fn main() {}
