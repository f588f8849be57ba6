//! A menu that only ever leads to itself.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Please wait for the beep."
        silence => repeat,
        _ => repeat,
    }
}

fn main() {}
