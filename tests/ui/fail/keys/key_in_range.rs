//! A key inside an earlier range.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to 5 for a room."
        1..=5 => say "The room is free.",
        3 => say "Nobody hears this.",
    }
    _ => say "Good bye.",
}

fn main() {}
