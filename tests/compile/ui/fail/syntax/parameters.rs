//! Parameters that are not shared references, and too many of them.

use ivr_runtime::ivr;

ivr! {
    tree Shop(desk: String, till: &mut u8, first: &u8, second: &u8) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
