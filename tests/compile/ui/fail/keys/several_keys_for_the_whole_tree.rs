//! Keys of the whole tree that not every menu can capture.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    "*9" => say "Again." then repeat,
    digits(2) => say "Thank you.",
    n @ 2..=3 => say "Thank you {n} times.",
    _ => say "Good bye.",
}

fn main() {}
