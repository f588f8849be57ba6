//! A menu that answers every key, but not a caller who presses none.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press any key."
        0..=9 | '*' | '#' => say "Thank you.",
    }
}

fn main() {}
