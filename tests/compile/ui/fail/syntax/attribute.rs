//! Attributes that have no meaning here.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        #[inline]
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
