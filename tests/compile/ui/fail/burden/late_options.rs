//! More than half a minute of speech before the first key.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. We are very proud of our shop and of everything in it. Press 1 for sales."
        1 => say "Sales is closed.",
    }
    _ => say "Good bye.",
}

fn main() {}
