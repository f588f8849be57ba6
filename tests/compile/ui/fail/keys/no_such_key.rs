//! A character that is not on a keypad.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        'A' => say "There is no such key.",
        10 => say "This is two keys.",
    }
    _ => say "Good bye.",
}

fn main() {}
