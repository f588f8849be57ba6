//! Parts that use each other endlessly.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part ask() => menu more {
        "For more press 1, to stop press 2."
        1 => ask_again() as again,
        2 => hangup,
    }
    part ask_again() => say "Once more." then ask() as once_more,

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => ask() as apples,
        2 => hangup,
    }

    _ => say "Good bye.",
}

fn main() {}
