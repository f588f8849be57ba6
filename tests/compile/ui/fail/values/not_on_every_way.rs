//! A value that is not set on every path.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    let guests: u32;

    start menu party {
        "To book press 1, to say how many you are press 2."
        1 => goto confirm,
        2 => menu how_many {
            "How many are you? Press 1 to 9."
            guests @ 1..=9 => goto confirm,
        }
    }

    menu confirm {
        "A table for {guests}. If that is right press 1."
        1 => say "It is yours.",
    }
    _ => say "Good bye.",
}

fn main() {}
