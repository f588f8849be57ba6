//! What the guides show is what there is.

// The program of a guide, with its test; nobody calls its `main`.
#[allow(dead_code)]
mod workshop;

const FIRST_MENU: &str = include_str!("../../../../ivr-runtime/guide/first_menu.md");
const FROM_PYTHON: &str = include_str!("../../../../ivr-runtime/guide/from_python.md");

/// What stands in a guide between these fences, behind this heading.
fn listing<'g>(guide: &'g str, heading: &str, fence: &str) -> &'g str {
    let (_, chapter) = guide.split_once(heading).unwrap();
    let (_, listing) = chapter.split_once(fence).unwrap();
    listing.split_once("```").unwrap().0
}

#[test]
fn the_first_menu_is_a_program_whose_test_passes() {
    let program = listing(FIRST_MENU, "\n## 4. ", "```rust,no_run\n");
    let test = listing(FIRST_MENU, "\n## 6. ", "```rust,ignore\n");
    assert_eq!(format!("{program}\n{test}"), include_str!("workshop.rs"));
}

#[test]
fn the_way_from_python_ends_with_the_restaurants_own_tree() {
    let shown = listing(FROM_PYTHON, "\n## The whole menu", "```rust,ignore\n");
    let program = include_str!("../../../../restaurant/src/main.rs");
    let (_, tree) = program.split_once("ivr! {\n").unwrap();
    let (tree, _) = tree.split_once("\n}\n").unwrap();
    assert_eq!(shown, format!("ivr! {{\n{tree}\n}}\n"));
}
