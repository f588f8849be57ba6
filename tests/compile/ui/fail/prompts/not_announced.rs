//! Keys that work, but are not announced.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "For sales press one."
        1 => say "Sales is closed.",
        2 => say "Support is closed.",
        '*' | 9 => say "Nobody knows.",
    }
    _ => say "Good bye.",
}

fn main() {}
