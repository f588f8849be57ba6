//! The 8x8 Voice platform.
//!
//! - [`EightByEight`]: what the server knows of it
//! - [`wire`]: the platform's JSON documents as types
//! - [`client`]: the platform's API: places calls, registers webhooks, lists voices
//! - [`simulator`]: the platform without the platform, for phones and tests
//! - [`opening()`]: the request that places a call

mod callflow;
#[cfg(feature = "client")]
pub mod client;
mod door;
mod opening;
// Without the client nobody calls but the testing kit, which has no scripts and no summaries.
#[cfg_attr(not(feature = "client"), expect(dead_code))]
pub mod simulator;
pub mod wire;

pub use door::EightByEight;
pub(crate) use door::{ADDRESSES, VCA};
pub use opening::opening;

/// The carrier's name in a tree.
const NAME: &str = "eight_by_eight";
