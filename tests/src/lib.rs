//! Helpers for tests and benches.

// Everything here runs inside tests, which fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

// The restaurant's menu is part of its program, `main.rs`, so that readers find it there. A program can't be linked
// to, so its source is included as a module.
#[allow(dead_code)]
#[path = "../../restaurant/src/main.rs"]
pub mod restaurant;

pub mod http;
pub mod kiosk;
pub mod load;
pub mod process;
pub mod seed;
pub mod telephone;
