//! A name that only one of two inputs has.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digits: 2,
        "Enter the number of a room, from 10 to 19 or from 30 to 39."
        room @ 10..=19 | 30..=39 => say "Nobody is in room {room}.",
    }
    _ => say "Good bye.",
}

fn main() {}
