//! Six options in one menu.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for red, 2 for green, 3 for blue, 4 for black, 5 for white, 6 for grey."
        1 => say "Red.",
        2 => say "Green.",
        3 => say "Blue.",
        4 => say "Black.",
        5 => say "White.",
        6 => say "Grey.",
    }
    _ => say "Good bye.",
}

fn main() {}
