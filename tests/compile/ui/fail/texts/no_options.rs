//! `{options}` without labels.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Welcome. {options}."
        #[allow(unannounced_key)]
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
