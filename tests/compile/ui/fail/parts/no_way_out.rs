//! A mistake reported where the use names the menu, with the place where the part declares it.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part loops() => menu again {
        "For more press 1, for even more press 2."
        1 | 2 | _ => repeat,
    }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => loops() as apples,
        2 => hangup,
    }

    _ => say "Good bye.",
}

fn main() {}
