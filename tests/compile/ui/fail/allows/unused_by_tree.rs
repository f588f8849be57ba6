//! Permissions of a whole tree, of which one is needed, one is not, and one is misspelt. What rustc
//! knows goes to the type.

use ivr_runtime::ivr;

ivr! {
    #[allow(dead_code, unannounced_key, late_options)]
    #[allow(too_many_option)]
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sales is closed.",
        2 => say "Support is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
