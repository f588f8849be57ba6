//! `{options}` outside of a prompt.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "{options}."
        1 "hear our address" => say "{options}, or so.",
    }
    _ => say "Good bye.",
}

fn main() {}
