//! A part that can't be parsed is reported once, and not for its uses.

mod common {
    ivr_runtime::ivr_part! {
        pub(crate) part thanks(fruit: string) => say "Thank you for {fruit}.",
    }
}

ivr_runtime::ivr! {
    use crate::common::thanks;

    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => thanks("an apple"),
        2 => thanks("a pear"),
    }

    _ => say "Good bye.",
}

fn main() {}
