//! A voice of jambonz without its vendor.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [jambonz { "en-US-BenjaminRUS": "Matthew" }],
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1 for sales."
        1 => say "Sold.",
    }
    _ => say "Good bye.",
}

fn main() {}
