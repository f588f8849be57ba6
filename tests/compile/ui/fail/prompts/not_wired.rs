//! A prompt that offers a key which does nothing, and an attempt that does.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support, or press star to hear this again."
        1 => say "Sales is closed.",
        2 => say "Support is closed.",
        _ => retry(1) "Please press 1, 2 or 3." else say "Good bye.",
    }
}

fn main() {}
