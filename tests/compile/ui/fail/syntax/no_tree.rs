//! A tree without its head.

use ivr_runtime::ivr;

ivr! {
    // The head is missing.

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
}

fn main() {}
