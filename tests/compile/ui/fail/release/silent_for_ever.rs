//! A silent caller who is asked endlessly.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        silence => say "Are you there?" then repeat,
    }
    _ => say "Good bye.",
}

fn main() {}
