//! A menu repeats its prompt otherwise.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        repetition: 2,
        "Press 1 for our address."
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
