//! A `set` with a value of a wrong type: rustc reports it at the value.

use ivr_runtime::ivr;

struct Desk;

impl Desk {
    fn table(&self) -> Option<i64> {
        Some(2)
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    let table: u32;
    let guests: u8;

    start menu main_menu {
        "How many are you? Press 1 to 9."
        guests @ 1..=9 => goto day,
    }
    menu day {
        "For today press 1, for tomorrow press 2."
        1 => match desk.table() {
            Some(table) => goto booked,
            None => say "We are full.",
        },
        2 => set table = "three" then goto booked,
    }
    menu booked {
        "Table {table} is yours, and {guests} of you can sit there. To hear this again press 1."
        1 => retry(3) else hangup,
    }
    _ => say "Good bye.",
}

fn main() {}
