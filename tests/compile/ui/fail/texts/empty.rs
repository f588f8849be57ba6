//! A text that can't be spoken.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        " "
        1 => say "",
    }
    _ => say "Good bye.",
}

fn main() {}
