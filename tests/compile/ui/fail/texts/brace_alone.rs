//! An unmatched brace in a text.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "How many are you? Press 1 to 9."
        guests @ 1..=9 => say "A table for {guests.",
    }
    _ => say "Good bye.",
}

fn main() {}
