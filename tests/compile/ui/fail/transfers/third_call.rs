//! Three nested transfers, where a session has two legs.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: "+6591111111") as first {
            busy => connect(from: "+6568888888", to: "+6592222222") as second {
                busy => connect(from: "+6568888888", to: "+6593333333") as third {
                    _ => hangup,
                }
                _ => hangup,
            }
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
