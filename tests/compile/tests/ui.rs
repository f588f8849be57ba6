//! Tests the compiler's errors: one mistake per file, with the message under the wrong tokens. `TRYBUILD=overwrite
//! cargo test -p compile` updates the messages; review each change.

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}
