//! `first_tries` in a menu that does not start the call.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => menu sales {
            first_tries: 1,
            "Press 1 to buy."
            1 => say "Sold.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
