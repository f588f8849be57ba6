//! A tree that does not say where a call starts.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
