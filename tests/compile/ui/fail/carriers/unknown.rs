//! An unknown carrier.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [eight_by_eight, twillio { "en-US-BenjaminRUS": "Polly.Matthew" }],
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sold.",
    }
    _ => say "Good bye.",
}

fn main() {}
