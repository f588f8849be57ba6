//! Two branches for the same number.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digits: 4,
        "Enter the number of a room."
        1000..=2999 => say "In the old house.",
        2500..=4999 => say "In the new house.",
    }
    _ => say "Good bye.",
}

fn main() {}
