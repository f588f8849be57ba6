//! A key after `_`.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => say "Sales is closed.",
        _ => say "Good bye.",
        2 => say "Nobody hears this.",
    }
}

fn main() {}
