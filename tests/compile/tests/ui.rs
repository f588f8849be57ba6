//! What the compiler says of a tree: one mistake to a file, the message under the tokens
//! that are wrong. `TRYBUILD=overwrite cargo test -p compile` rewrites the messages; read
//! each that changed.

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}
