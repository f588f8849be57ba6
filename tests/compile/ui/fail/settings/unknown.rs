//! Settings that do not exist.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digit_timout: 5s,
        colour: 3,
        "Press 1 for sales."
        1 => say(tries: 2) "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
