//! A `goto` with a misspelt menu, and one with an unknown menu.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for reservations, press 2 for billing."
        1 => goto reservation,
        2 => goto billing,
    }
    menu reservations {
        "Press 1 to book."
        1 => say "Booked.",
    }
    _ => say "Good bye.",
}

fn main() {}
