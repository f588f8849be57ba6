//! Unreachable menus that lead to each other: one error, not three.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    menu east {
        "Press 1 to go west."
        1 => goto west,
    }
    menu west {
        "Press 1 to go east, press 2 to go south."
        1 => goto east,
        2 => menu south {
            "Press 1 to go east."
            1 => goto east,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
