//! Words that name the branch of another key.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "For billing press 1, for opening hours press 2."
        1 => menu opening_hours {
            "We are open all day. Press 1 to leave."
            1 => say "Good bye.",
        }
        2 => menu billing {
            "Press 1 to pay."
            1 => say "Thank you.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
