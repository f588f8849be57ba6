//! A part that nothing uses.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part thanks(fruit: text) => say "Thank you for {fruit}." then hangup,

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => say "Thank you.",
        2 => say "Thank you.",
    }

    _ => say "Good bye.",
}

fn main() {}
