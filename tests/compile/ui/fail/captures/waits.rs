//! Shorter inputs, after which the platform waits for more keys.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        digits: 1..=4,
        digit_timeout: 3s,
        "For sales press 1, for support press 2, or enter the number of a room, 4000 to 4999."
        1 => say "Sales is closed.",
        2 => say "Support is closed.",
        room @ 4000..=4999 => say "Nobody is in room {room:digits}.",
    }
    _ => say "Good bye.",
}

fn main() {}
