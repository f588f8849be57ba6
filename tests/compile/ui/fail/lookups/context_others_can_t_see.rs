//! A tree for others, whose lookups are made on something that is not: rustc says so, at the parameter.

use ivr_runtime::ivr;

struct Desk;

ivr! {
    pub tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to hear our hours."
        1 => say "We are open.",
    }
    _ => say "Good bye.",
}

fn main() {}
