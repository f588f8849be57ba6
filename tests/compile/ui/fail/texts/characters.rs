//! Several wrong characters in a text are one mistake.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "Press **1** or **2**, \u{2217} for fish & chips.\u{202e}"
        1 | 2 | '*' => say "They are sold out.",
    }
    _ => say "Good bye.",
}

fn main() {}
