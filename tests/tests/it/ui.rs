//! What the compiler says of a tree: one mistake to a file, the message under the tokens
//! that are wrong. `TRYBUILD=overwrite cargo test -p tests ui` rewrites the messages; read
//! each that changed.

#[test]
fn ui() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
    // Apart from those that pass, all of them are compiled in one go.
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}
