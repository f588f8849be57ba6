//! What the compiler makes of a tree.
//!
//! - `ui/fail/TOPIC/NAME.rs` holds one mistake, and `NAME.stderr` beside it what the compiler says.
//! - `ui/pass/NAME.rs` is a program that runs, a test of its own.
//! - `tests/differential.rs` has [random trees](random_tree) compiled, and compares the router with an interpreter.
//!
//! This is apart from the other tests because what a test has compiled is built in a project of its own,
//! together with every dependency of this package.

// Everything here runs inside tests, which fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod random_tree;
