//! A `set` of an undeclared value.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    let guests: u32;

    start menu main_menu {
        "For a table for two press 1."
        1 => set gusts = 2 then set guests = 2 then say "A table for {guests}.",
    }
    _ => say "Good bye.",
}

fn main() {}
