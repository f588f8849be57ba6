//! A transfer without a number.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: []) as desk {
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
