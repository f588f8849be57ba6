//! A key of the whole tree that every menu answers itself.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    1 => say "Nobody hears this.",
    _ => say "Good bye.",
}

fn main() {}
