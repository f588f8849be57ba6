//! Two menus that lead only to each other, whatever is pressed.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for the east, press 2 to leave."
        1 => menu east {
            "Press 1 for the west."
            1 => goto west,
            _ => repeat,
        }
        2 => say "Good bye.",
    }
    menu west {
        "Press 1 for the east."
        1 => goto east,
        _ => repeat,
    }
    _ => say "Good bye.",
}

fn main() {}
