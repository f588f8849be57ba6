//! Values of the wrong kind.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digit_timeout: 10,
        overall_timeout: 10h,
        complete_on_hash: "yes",
        voice: 5,
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
