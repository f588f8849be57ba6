//! A key written as a text.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        "1" => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
