//! A program with the routers of many trees, which asks them for everything and prints each reply as a line of JSON.

use std::path::Path;

use super::walk::Expected;
use super::{Part, Tree};

/// The source of the program. It writes to `output`.
pub fn source(trees: &[(Tree, Vec<Expected>)], output: &Path) -> String {
    let mut modules = String::new();
    let mut walks = String::new();
    for (at, (tree, expected)) in trees.iter().enumerate() {
        let mut ids: Vec<_> = expected.iter().map(|expected| &expected.id).collect();
        ids.dedup();
        let name = &tree.name;
        modules.push_str(&format!(
            "mod t{at} {{\nuse super::*;\n{}}}\n\n",
            tree.source()
        ));
        walks.push_str(&format!(
            "    walk(&mut out, {at}, &{ids:?}, router::<t{at}::{name}>());\n"
        ));
    }
    let parts = Part::ALL.map(|part| format!("pub(crate) {}\n", part.source()));
    let parts = parts.concat();
    format!(
        "{}\npub mod shared {{\nivr_runtime::ivr_part! {{\n{parts}}}\n}}\n\n{modules}\nfn main() {{\n    let mut out = String::new();\n{walks}    std::fs::write({output:?}, out).unwrap();\n}}\n",
        include_str!("program_head.rs")
    )
}
