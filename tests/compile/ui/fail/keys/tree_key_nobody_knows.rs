//! A key of the whole tree that no prompt announces.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    '*' => repeat,
    _ => say "Good bye.",
}

fn main() {}
