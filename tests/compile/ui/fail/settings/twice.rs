//! A setting that is given twice.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        tries: 2,
        tries: 3,
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
