//! A minimum number of keys with a value in the prompt, which can't be asked again at Twilio.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [twilio { "en-US-BenjaminRUS": "Polly.Matthew" }],
        voice: "en-US-BenjaminRUS",
    }

    let size: u32;

    start menu main_menu {
        "How many are you? Press 1 to 9."
        size @ 1..=9 => menu phone {
            digits: 4..=8,
            "A table for {size}. Your number, please."
            number @ digits(4..=8) => say "Thank you, {number:digits}.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
