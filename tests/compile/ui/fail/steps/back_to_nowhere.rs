//! `back` in a menu at top level.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to go back."
        1 => back,
    }
    _ => say "Good bye.",
}

fn main() {}
