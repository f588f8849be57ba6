//! A menu without a branch for most keys.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 5 for support."
        1 => say "Sales is closed.",
        5 => say "Support is closed.",
    }
}

fn main() {}
