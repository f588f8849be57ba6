//! An unknown outcome of a transfer, and a key.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: "+6598888888") as desk {
            anwsered => say "Thank you.",
            1 => say "Thank you.",
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
