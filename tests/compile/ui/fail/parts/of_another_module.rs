//! A mistake in a part of another module is reported there, with the use in the tree.

mod billing {
    ivr_runtime::ivr_part! {
        pub(crate) part pay(cents: expr, done: menu) => match desk.charge(cents) {
            true => say "Paid." then goto done,
            false => menu refused {
                "To try again press 1, to stop press 2."
                1 => goto nowhere,
                3 => goto done,
            }
        }
    }
}

struct Desk;

impl Desk {
    fn charge(&self, cents: u32) -> bool {
        cents < 1_000
    }
}

ivr_runtime::ivr! {
    use crate::billing::pay;

    tree Shop(desk: &Desk) { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => pay(10, done: main_menu) as ten,
        2 => pay(20, done: main_menu) as twenty,
    }

    _ => say "Good bye.",
}

fn main() {}
