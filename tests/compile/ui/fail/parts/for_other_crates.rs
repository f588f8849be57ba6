//! A part that could be brought to other crates, and what is no part at all.

#![allow(unused_imports)]

ivr_runtime::ivr_part! {
    pub part thanks() => say "Thank you.",
}

ivr_runtime::ivr_part! {
    pub(crate) menu thanks { "Press 1." 1 => hangup }
}

fn main() {}
