//! `goto` to a transfer, which has no prompt.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected, press 2 to be connected as well."
        1 => connect(from: "+6568888888", to: "+6598888888") as desk {
            _ => hangup,
        }
        2 => goto desk,
    }
    _ => say "Good bye.",
}

fn main() {}
