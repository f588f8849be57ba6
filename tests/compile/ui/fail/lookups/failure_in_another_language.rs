//! A lookup that can fail, in a tree whose callers do not speak our default language.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "es-MX-DaliaRUS",
    }

    start menu main_menu {
        "Pulse 1 para reservar."
        1 => match "1".parse() {
            Ok(1) => say "Gracias.",
            _ => say "Lo sentimos.",
        },
    }
    _ => say "Adiós.",
}

fn main() {}
