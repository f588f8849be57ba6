//! A tree names the parts that it uses, and uses them.

mod common {
    ivr_runtime::ivr_part! {
        pub(crate) part thanks() => say "Thank you.",
    }
}

ivr_runtime::ivr! {
    use crate::common::*;
    use crate::common::thanks;

    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => hangup,
        2 => hangup,
    }

    _ => say "Good bye.",
}

fn main() {}
