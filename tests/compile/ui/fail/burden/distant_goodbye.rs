//! Five presses to the first goodbye.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu one {
        "Press 1 to go on."
        1 => menu two {
            "Press 1 to go on."
            1 => menu three {
                "Press 1 to go on."
                1 => menu four {
                    "Press 1 to go on."
                    1 => menu five {
                        "Press 1 to leave."
                        1 => say "Good bye.",
                    }
                }
            }
        }
    }
    _ => say "Good bye.",
}

fn main() {}
