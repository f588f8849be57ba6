//! A value of a type that can't be spoken: rustc reports it at the text.

use ivr_runtime::ivr;

struct Table(u32);

struct Desk;

impl Desk {
    fn book(&self) -> Option<Table> {
        Some(Table(2))
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match desk.book() {
            Some(table) => say "Table {table} is yours.",
            None => say "We are full.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
