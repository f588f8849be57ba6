//! A lint that does not exist.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        #[allow(unanounced_key)]
        2 => say "Support is closed.",
        #[allow(dead_code)]
        _ => hangup,
    }
}

fn main() {}
