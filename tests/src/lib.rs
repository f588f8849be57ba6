//! What the tests share.

// Everything here runs inside a test, where giving up with a reason is the way to fail.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

// The restaurant's own code, as a module: its program has no library to link to.
#[allow(dead_code)]
#[path = "../../restaurant/src/main.rs"]
pub mod restaurant;

pub mod built;
pub mod load;
pub mod process;
pub mod seed;
pub mod telephone;
