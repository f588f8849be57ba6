//! A text of more than 3,000 characters.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for the whole story."
        1 => say "And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on.",
    }
    _ => say "Good bye.",
}

fn main() {}
