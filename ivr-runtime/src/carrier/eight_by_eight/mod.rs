//! The 8x8 Voice platform: webhooks with JSON bodies, answered with callflows.
//!
//! - [`EightByEight`]: the [`Carrier`](super::Carrier)
//! - [`wire`]: the platform's JSON documents as types
//! - [`client`]: a client of the platform's API: places calls, registers webhooks, lists voices
//! - [`simulator`]: simulates the platform, for phones and tests
//! - [`opening()`]: the request that places a call

mod callflow;
#[cfg(feature = "client")]
pub mod client;
mod door;
mod opening;
// Without the client only the test kit makes calls, and it needs no scripts or summaries.
#[cfg_attr(not(feature = "client"), expect(dead_code))]
pub mod simulator;
pub mod wire;

pub use door::EightByEight;
pub(crate) use door::{ADDRESSES, VCA};
pub use opening::opening;

/// The carrier's name in a tree.
const NAME: &str = "eight_by_eight";
