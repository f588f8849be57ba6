//! An invalid default caller ID, reported once.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
        from: "12",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => connect(to: "+6598880001") as desk {
            answered => hangup,
            _ => connect(to: "+6598880002") as other { _ => hangup }
        }
    }
    _ => say "Good bye.",
}

fn main() {}
