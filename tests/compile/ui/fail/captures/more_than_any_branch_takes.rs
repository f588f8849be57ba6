//! More keys than any branch takes.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        digits: 1..=4,
        "For sales press 1, for support press 2."
        1 => say "Sales is closed.",
        2 => menu support {
            "To go back press 1."
            1 => back,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
