//! A key that is not the whole of what is captured.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digits: 4..=6,
        "Enter your account number."
        1 => say "Four digits are never one.",
    }
    _ => say "Good bye.",
}

fn main() {}
