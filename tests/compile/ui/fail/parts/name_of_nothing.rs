//! A name for a use without menus.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part thanks(fruit: text) => say "Thank you for {fruit}." then hangup,

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => thanks("an apple") as apple,
        2 => thanks("a pear"),
    }

    _ => say "Good bye.",
}

fn main() {}
