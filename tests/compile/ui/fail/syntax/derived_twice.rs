//! A tree has the usual traits already.

use ivr_runtime::ivr;

ivr! {
    #[derive(Debug, Clone)]
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to hear our hours."
        1 => say "We are open.",
    }
    _ => say "Good bye.",
}

fn main() {}
