//! An outcome with two arms, and a `_` that is never taken.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected, press 2 for the night desk."
        1 => connect(from: "+6568888888", to: "+6598888888") as desk {
            busy => say "Busy.",
            busy => say "Still busy.",
            _ => hangup,
        }
        2 => connect(from: "+6568888888", to: "+6598888888") as night_desk {
            answered | busy | no_answer | failed => hangup,
            _ => say "Nobody hears this.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
