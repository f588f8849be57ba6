//! What `ivr!` promises, shown through its public doors.

// Giving up with a reason is how a test fails.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod architecture;
mod calls;
mod deploys;
mod guides;
mod harness;
mod links;
mod manifest;
mod picture;
mod seed;
