//! A menu without a prompt, and one with two.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        1 => menu sales {
            "Press 1 to buy."
            "Press 2 to leave."
            1 => say "Sold.",
            2 => say "Good bye.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
