//! An argument of a wrong type: rustc reports it at the argument.

struct Desk;

impl Desk {
    fn charge(&self, cents: u32) -> bool {
        cents < 1_000
    }
}

ivr_runtime::ivr! {
    tree Shop(desk: &Desk) { voice: "en-US-BenjaminRUS" }

    part pay(cents: expr) => match desk.charge(cents) {
        true => say "Paid.",
        false => say "Refused.",
    }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => pay("ten"),
        2 => pay(20),
    }

    _ => say "Good bye.",
}

fn main() {}
