//! The test kit: calls in a line or two, and walks along every edge.
//!
//! Nothing listens on a port and no time passes. The simulator's [`Session`](crate::carrier::eight_by_eight::simulator::Session)
//! runs the callflows, each checked as the platform would, and the events that it puts go through the
//! same [engine](crate::engine) as the server's. What fails, panics with the whole call so far.
//!
//! ```
//! use ivr_runtime::{Outcome, ivr, testing};
//!
//! ivr! {
//!     tree Shop(line: &ivr_runtime::Msisdn) { voice: "en-US-BenjaminRUS" }
//!
//!     start menu main_menu {
//!         "Welcome to the shop. For our address press 1, to speak to somebody press 2."
//!
//!         1 => say "Twelve, Old Mill Lane.",
//!         2 => connect(from: line, to: line) as post_call {
//!             answered => say "Thank you.",
//!             _ => say "Nobody is there.",
//!         },
//!     }
//!     _ => say "Good bye.",
//! }
//!
//! let line = "+6568888888".parse()?;
//! testing::call::<Shop>(&line)
//!     .hears("Welcome")
//!     .presses('1')
//!     .hears_exactly("Twelve, Old Mill Lane.")
//!     .ends()
//!     .run();
//! testing::call::<Shop>(&line)
//!     .presses("2")
//!     .is_put_through_to("+6568888888")
//!     .transfer_ends(Outcome::Busy)
//!     .hears("Nobody")
//!     .ends()
//!     .run();
//! # Ok::<(), ivr_runtime::MsisdnError>(())
//! ```
//!
//! - [`call`], [`call_out`]: an inbound or outbound call; await it in an `async` test
//! - [`PERSON`]: the default number of the person on the phone
//! - [`walk()`]: tries every key of every menu, and lists the edges that were never taken
//! - [`assert_takes_over`]: checks that a deploy strands no call
//!
//! If a lookup fails or panics, the caller hears `failure`, as on the server. There is
//! no deadline: if a lookup hangs, so does the test.

// Tests fail by panicking.
#![allow(clippy::panic)]

mod caller;
mod edge;
mod inputs;
#[cfg(test)]
mod language_tests;
mod phone;
#[cfg(test)]
mod recording_tests;
mod spoken;
mod spot;
mod step;
mod taken;
#[cfg(test)]
mod tests;
mod transcript;
mod walk;

pub use caller::{Caller, call, call_out};
pub use edge::Edge;
pub use phone::PERSON;
pub use transcript::Transcript;
pub use walk::{Walk, walk, walk_at, walk_from};

pub use crate::menu::manifest::assert_takes_over;
