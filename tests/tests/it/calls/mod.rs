//! End-to-end calls: simulator, client and server on real sockets, in simulated time.

// Everything here runs in tests, which fail by panicking.
#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    unreachable_pub,
    missing_debug_implementations
)]

pub(crate) mod commands;
pub(crate) mod edges;
pub(crate) mod faults;
pub(crate) mod many;
pub(crate) mod openapi;
pub(crate) mod platform;
mod world;
