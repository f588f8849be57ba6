//! Tests that compile trees.
//!
//! - `ui/fail/TOPIC/NAME.rs` contains one mistake, and `NAME.stderr` the compiler's output.
//! - `ui/pass/NAME.rs` is a program that runs as a test.
//! - `tests/differential.rs` compiles [random trees](random_tree), and compares the router with an interpreter.
//!
//! This is a separate package because trybuild compiles the tests in a separate project,
//! with every dependency of this package.

// Everything here runs in tests, which fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod random_tree;
