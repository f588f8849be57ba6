//! What Twilio and jambonz have no place for.

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
