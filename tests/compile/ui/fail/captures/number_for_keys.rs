//! Several keys written as a number.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digits: 2,
        "Press 42 for the answer."
        42 => say "It is 6 times 7.",
    }
    _ => say "Good bye.",
}

fn main() {}
