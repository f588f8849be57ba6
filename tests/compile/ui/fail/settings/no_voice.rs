//! A tree without a voice.

use ivr_runtime::ivr;

ivr! {
    tree Shop {}

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
