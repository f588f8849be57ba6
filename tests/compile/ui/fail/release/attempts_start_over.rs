//! Attempts that restart each time, and so set no limit.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        _ => retry(2) "Press 1." else say "Once more from the start." then goto main_menu,
    }
}

fn main() {}
