//! A reversed range, and one without its last key.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to 9 for a room."
        9..=1 => say "The room is free.",
        1..3 => say "The room is taken.",
    }
    _ => say "Good bye.",
}

fn main() {}
