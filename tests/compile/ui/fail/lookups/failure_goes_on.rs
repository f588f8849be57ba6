//! A `failure` that does not end the call, and a second one.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 to book."
        1 => match 1 { _ => say "Booked." },
    }
    _ => say "Good bye.",
    failure => say "Sorry." then goto main_menu,
    failure => say "Sorry.",
}

fn main() {}
