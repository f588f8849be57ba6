//! What the compiler says of a tree: one mistake to a file, the message under the tokens
//! that are wrong. `TRYBUILD=overwrite cargo test -p tests ui` rewrites the messages; read
//! each that changed.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*/*.rs");
}
