//! A menu that nothing leads to.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
    }
    menu billing {
        "Press 1 to pay."
        1 => say "Thank you.",
    }
    _ => say "Good bye.",
}

fn main() {}
