//! A transfer without its name, its caller and with a setting it does not have.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1, 2 or 3 to be connected."
        1 => connect(from: "+6568888888", to: "+6598888888") { _ => hangup },
        2 => connect(to: "+6598888888") as desk { _ => hangup },
        3 => connect(form: "+6598888888") as night_desk { _ => hangup },
    }
    _ => say "Good bye.",
}

fn main() {}
