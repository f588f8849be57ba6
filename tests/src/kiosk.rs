//! A small tree of several carriers.

use ivr_runtime::ivr;

ivr! {
    /// A kiosk that every carrier calls.
    pub tree Kiosk {
        carriers: [
            eight_by_eight,
            twilio { "en-US-BenjaminRUS": "Polly.Matthew" },
            jambonz { "en-US-BenjaminRUS": "aws:en-US:Matthew" },
        ],
        voice: "en-US-BenjaminRUS",
        from: "+6568888888",
    }

    start menu main_menu {
        "For tickets press 1, for a person press 2."

        1 => say "Sold out." then goto main_menu,
        2 => connect(to: "+6598888888") as desk {
            busy => say "They are busy.",
            _ => say "Nobody is there.",
        },
    }

    _ => say "Good bye.",
}
