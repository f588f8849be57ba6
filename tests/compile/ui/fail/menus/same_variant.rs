//! Two names that become the same variant.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu level_1 {
        "Press 1 for the next level."
        1 => menu level1 {
            "Press 1 to leave."
            1 => say "Good bye.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
