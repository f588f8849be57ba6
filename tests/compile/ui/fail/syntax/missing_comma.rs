//! Two branches without a comma between them.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => say "Sales is closed."
        2 => say "Support is closed.",
        3 => goto main_menu now,
    }
    _ => say "Good bye.",
}

fn main() {}
