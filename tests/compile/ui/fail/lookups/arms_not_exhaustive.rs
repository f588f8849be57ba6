//! A lookup with a value that no arm matches: rustc reports it at the expression.

use ivr_runtime::ivr;

enum Booking {
    Made,
    Full,
}

struct Desk;

impl Desk {
    fn book(&self) -> Booking {
        Booking::Full
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match desk.book() {
            Booking::Made => say "Booked.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
