//! A fallback of the whole tree that never ends the call: one error, however many menus use it.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => menu sales {
            "Press 1 to buy."
            1 => say "Sold.",
        }
    }
    silence => say "Good bye.",
    _ => say "That is no choice." then repeat,
}

fn main() {}
