//! A label of a key for the whole tree, and one of a transfer's arm.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => connect(from: "+6568888888", to: "+6598880001") as desk {
            answered | busy "talk to us" => hangup,
            _ => hangup,
        }
    }
    #[allow(unannounced_key)]
    '*' "hear this again" => repeat,
    _ => say "Good bye.",
}

fn main() {}
