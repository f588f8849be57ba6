//! Attempts and prompts that do not match, and a retry without end or beginning.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales, press 2 for support."
        1 => retry(3) ["Once more.", "And again."] else say "Good bye.",
        2 => retry(0) else say "Good bye.",
        3 => retry(2) "Press 1 or 2.",
    }
    _ => say "Good bye.",
}

fn main() {}
