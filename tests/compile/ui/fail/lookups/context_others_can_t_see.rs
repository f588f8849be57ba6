//! A public tree with a private context: rustc reports it at the parameter.

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
