//! Values that the platform refuses.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        speed: 3.0,
        tries: 0,
        digits: 3..=30,
        digit_timeout: 20s,
        overall_timeout: 10s,
        "Press 1 for sales."
        _ => say(repetition: 4) "Sales is closed.",
    }
}

fn main() {}
