//! A loop that takes silence in one menu and a wrong key in another.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        silence => goto other_menu,
    }
    menu other_menu {
        "Press 1 for support."
        1 => say "Support is closed.",
        silence => say "Good bye.",
        _ => goto main_menu,
    }
    _ => say "Good bye.",
}

fn main() {}
