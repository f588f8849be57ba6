//! Two menus with the same name.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => menu desk {
            "Press 1 to buy."
            1 => say "Sold.",
        }
        2 => menu desk {
            "Press 1 to complain."
            1 => say "Sorry.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
