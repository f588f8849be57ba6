//! `retry` where there is no prompt.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: "+6598888888") as desk {
            busy => retry(2) else hangup,
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
