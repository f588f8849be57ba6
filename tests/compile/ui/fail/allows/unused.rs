//! `allow`s that silence nothing.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    #[allow(too_many_options, late_options)]
    start menu main_menu {
        "Press 1 for sales."
        #[allow(unannounced_key)]
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
