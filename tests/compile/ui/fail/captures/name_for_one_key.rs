//! A binding of an input with a single value.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        key @ 1 => say "Sales is closed.",
        2 => say "Support is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
