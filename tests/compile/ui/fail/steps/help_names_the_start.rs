//! A start menu with an unusual name.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu reception {
        "For sales press 1."
        1 => goto sales,
    }
    menu sales {
        "To go back press 1."
        1 => back,
    }
    _ => say "Good bye.",
}

fn main() {}
