//! A remembered value of a type that is not `Send`.

use std::cell::Cell;

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    let guests: Cell<u32>;

    start menu main_menu {
        "For one of you press 1, for two of you press 2."
        1 => set guests = Cell::new(1) then goto booked,
        2 => set guests = Cell::new(2) then goto booked,
    }
    menu booked {
        "To hang up press 1."
        1 => match guests.get() {
            1 => say "See you.",
            _ => say "See you both.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
