//! Too many calls: twenty.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: ["+6598880001", "+6598880002"], rounds: 10) as desk {
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
