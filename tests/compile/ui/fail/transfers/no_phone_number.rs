//! A literal that is not a number in international format.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "0800 SALES", to: "98888888888888888") as desk {
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
