//! A tree that starts twice.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for the other menu."
        1 => goto other_menu,
    }
    start menu other_menu {
        "Press 1 for the main menu."
        1 => say "Good bye.",
    }
    _ => say "Good bye.",
}

fn main() {}
