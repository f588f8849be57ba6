//! A key that no menu has.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    0 => say "Which menu is this in?",
    _ => say "Good bye.",
}

fn main() {}
