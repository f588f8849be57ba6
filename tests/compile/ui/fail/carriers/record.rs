//! `record` on a transfer, which jambonz does not support.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [jambonz { "en-US-BenjaminRUS": "aws:en-US:Matthew" }],
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => connect(from: "+6568888888", to: "+6598888888", record: true) as sales {
            _ => say "Sold.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
