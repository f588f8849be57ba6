//! A value that is never read.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    let guests: u32;

    start menu main_menu {
        "How many are you? Press 1 to 9."
        guests @ 1..=9 => say "Thank you.",
    }
    _ => say "Good bye.",
}

fn main() {}
