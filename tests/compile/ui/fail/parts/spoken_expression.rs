//! A placeholder that is not a name.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part count(fruits: expr) => match fruits {
        0 => say "There are none.",
        _ => say "There are {fruits}.",
    }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => count(1 + 2),
        2 => hangup,
    }

    _ => say "Good bye.",
}

fn main() {}
