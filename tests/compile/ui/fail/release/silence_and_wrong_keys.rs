//! A `_` that takes both inputs is one mistake, also in a part that is used twice.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part ask(question: text) => menu asked {
        "{question} Press 1 to agree."
        1 => say "Thank you.",
        _ => repeat,
    }
    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => ask("An apple?") as apple,
        2 => ask("A pear?") as pear,
        _ => hangup,
    }
}

fn main() {}
