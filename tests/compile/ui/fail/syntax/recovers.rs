//! A branch that can't be parsed hides nothing else: its menu is not reported as missing, and later mistakes are found.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support, press 3 for both."
        1 => menu sales {
            "Press 1 to buy."
            1 -> say "Sold.",
        }
        2 => sya menu support { "Press 1." 1 => hangup },
        3 => goto support,
        3 => goto sales,
    }
    _ => say "Good bye.",
}

fn main() {}
