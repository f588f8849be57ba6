//! Independent mistakes, each reported once, in one build; the type exists all the same.

use ivr_runtime::ivr;

fn still_known(state: Shop) -> bool {
    matches!(state, Shop::MainMenu | Shop::Sales)
}

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        speed: 9.0,
        "Press 1 for sales, press 2 for support."
        1 => goto slaes,
        1 => say "Again.",
        2 => connect(from: "1", to: "+6598888888") as desk {
            answered => say "",
        }
    }
    menu sales {
        "Press 1 to buy."
        1 => say "Sold." then repeat then hangup,
    }
    menu forgotten {
        "Press 1 to be found."
        1 => back,
    }
}

fn main() {}
