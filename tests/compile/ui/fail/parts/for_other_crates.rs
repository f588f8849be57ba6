//! A part that is visible to other crates, and an item that is not a part.

#![allow(unused_imports)]

ivr_runtime::ivr_part! {
    pub part thanks() => say "Thank you.",
}

ivr_runtime::ivr_part! {
    pub(crate) menu thanks { "Press 1." 1 => hangup }
}

fn main() {}
