//! A lookup within a lookup, with an answer that no arm takes: rustc puts the arm that is missing behind the last one
//! there.

use ivr_runtime::ivr;

enum Booking {
    Made(u32),
    Full,
    Closed,
}

struct Desk;

impl Desk {
    fn is_open(&self) -> bool {
        true
    }

    async fn book(&self) -> Booking {
        Booking::Full
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match desk.is_open() {
            true => match desk.book().await {
                Booking::Made(table) => say "Booked table {table}.",
                Booking::Full => menu waiting_list {
                    "Press 1 to be told of a free table."
                    1 => say "We will call you.",
                },
            },
            false => say "We are closed.",
        },
    }
    _ => say "Good bye.",
}

fn main() {}
