//! A setting that Twilio and jambonz do not support.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [twilio { "en-US-BenjaminRUS": "Polly.Matthew" }],
        voice: "en-US-BenjaminRUS",
        success_message: "Thank you.",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sold.",
    }
    _ => say "Good bye.",
}

fn main() {}
