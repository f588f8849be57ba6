//! A value that is not `Send`, held across an `.await`.

use std::future::ready;
use std::rc::Rc;

use ivr_runtime::ivr;

struct Desk;

impl Desk {
    fn table(&self) -> Rc<u32> {
        Rc::new(1)
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match ready(desk.table()).await {
            table => match ready(*table).await {
                1 => say "Booked.",
                _ => say "We are full.",
            },
        },
    }
    _ => say "Good bye.",
}

fn main() {}
