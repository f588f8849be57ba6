//! A branch for a hash that ends the input.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        complete_on_hash: true,
        "Press hash for the operator."
        '#' => say "The operator is asleep.",
    }
    _ => say "Good bye.",
}

fn main() {}
