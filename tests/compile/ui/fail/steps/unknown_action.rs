//! An action that does not exist.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => sya "Sales is closed.",
        2 => transfer "+6568888888",
    }
    _ => say "Good bye.",
}

fn main() {}
