//! Digits that the menu does not capture.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Please enter your PIN."
        pin @ digits(4) => say "You said {pin:digits}.",
    }
    _ => say "Good bye.",
}

fn main() {}
