//! A mapped voice that the tree does not use.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [twilio { "en-US-BenjaminRUS": "Polly.Matthew", "en-US-JennyNeural": "Polly.Joanna" }],
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sold.",
    }
    _ => say "Good bye.",
}

fn main() {}
