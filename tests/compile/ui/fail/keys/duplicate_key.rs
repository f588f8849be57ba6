//! The same key twice in one menu.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => say "Sales is closed.",
        2 => say "Support is closed.",
        1 => say "Nobody hears this.",
    }
    _ => say "Good bye.",
}

fn main() {}
