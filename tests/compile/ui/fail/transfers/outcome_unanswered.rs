//! A transfer without arms for the other outcomes.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to be connected."
        1 => connect(from: "+6568888888", to: "+6598888888") as desk {
            answered => say "Thank you.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
