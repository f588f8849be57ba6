//! A context that is not `Sync`: lookups run on several threads.

use std::cell::Cell;

use ivr_runtime::ivr;

struct Desk {
    free: Cell<u32>,
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match desk.free.get() {
            0 => say "We are full.",
            _ => say "Booked.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
