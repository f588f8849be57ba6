//! A captured number that is passed as a text: rustc reports it at the argument.

use ivr_runtime::ivr;

struct Desk;

impl Desk {
    fn table(&self, guests: &str) -> bool {
        guests.len() < 8
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "How many are you? Press 1 to 9."
        guests @ 1..=9 => match desk.table(guests) {
            true => say "It is yours.",
            false => say "We are full.",
        }
    }
    _ => say "Good bye.",
}

fn main() {}
