//! A remembered value of a type without serde's traits.

use ivr_runtime::ivr;

#[derive(Clone, Copy)]
enum Day {
    Today,
    Tomorrow,
}

struct Desk;

impl Desk {
    fn book(&self, guests: u32, day: Day) -> bool {
        guests < 9 && matches!(day, Day::Today)
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    /// How many they are.
    let guests: u32;
    /// When they come.
    let day: Day;

    start menu main_menu {
        "For today press 1, for tomorrow press 2."
        1 => set day = Day::Today then goto size,
        2 => set day = Day::Tomorrow then goto size,
    }
    menu size {
        "How many are you? Press 1 to 9."
        guests @ 1..=9 => match desk.book(guests, day) {
            true => say "Booked for {guests}.",
            false => say "We are full.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
