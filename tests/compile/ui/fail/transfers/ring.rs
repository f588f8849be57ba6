//! A ringing time for a transfer, which the platform decides.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
        ring: 30s,
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => connect(from: "+6568888888", to: "+6598880001", ring: 20s) as desk {
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
