//! What the guides show is what there is.

/// A tree is compiled where it stands, so here it is only compared.
#[test]
fn the_guide_ends_with_the_restaurants_own_tree() {
    let guide = include_str!("../../../ivr-runtime/guide/from_python.md");
    let program = include_str!("../../../restaurant/src/main.rs");
    let (_, listing) = guide.split_once("```rust,ignore\n").unwrap();
    let (shown, _) = listing.split_once("\n```").unwrap();
    let (_, tree) = program.split_once("ivr! {\n").unwrap();
    let (tree, _) = tree.split_once("\n}\n").unwrap();
    assert_eq!(shown, format!("ivr! {{\n{tree}\n}}"));
}
