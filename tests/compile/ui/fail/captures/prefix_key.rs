//! A key that is the start of a longer input.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        digits: 1..=4,
        "For the reception press 4, or enter the number of a room."
        4 => say "The reception is closed.",
        room @ 4000..=4999 => say "Nobody is in room {room:digits}.",
    }
    _ => say "Good bye.",
}

fn main() {}
