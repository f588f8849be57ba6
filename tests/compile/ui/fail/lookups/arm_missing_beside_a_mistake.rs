//! A missing arm, reported at the same place in a tree with another mistake.

use ivr_runtime::ivr;

enum Booking {
    Made,
    Full,
    Closed,
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
            Booking::Full => say "We are full." then goto main_men,
        },
    }
    _ => say "Good bye.",
}

fn main() {}
