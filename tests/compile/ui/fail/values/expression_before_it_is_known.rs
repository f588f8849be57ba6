//! An expression that reads a value before it is set.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    let guests: u32;

    start menu main_menu {
        "To book press 1."
        1 => match guests > 8 {
            true => say "We are full.",
            false => say "It is yours.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
