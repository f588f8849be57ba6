//! Simulates 8x8 offline.
//!
//! It accepts requests that place calls and register webhooks, runs callflows against
//! a caller, posts the events to the registered webhooks, and records what happened. Its
//! core is a [`Session`], a pure value without clock or network.
//!
//! - [`check_request`], [`check_answer`]: validate a callflow as the platform would
//! - [`Session`]: the state machine that runs callflows
//! - [`Plan`], [`Script`], [`LegPlan`]: the scenario of a call: caller, legs, faults, clock
//! - [`Simulator`]: the server, and the calls that go through it
//! - [`Record`], [`Line`], [`Delivery`]: the record of a call, for people and for tests
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ivr_runtime::carrier::eight_by_eight::simulator::{Config, Plan, Simulator};
//!
//! let platform = Simulator::start(Config::default()).await?;
//! platform.register_vca("http://127.0.0.1:8080/vca_webhook", None);
//! let plan = Plan::scripted(["1".parse()?, "2".parse()?]);
//! let call = platform.inbound("+6591111111".parse()?, "+6568888888".parse()?, plan);
//! for line in call.finished().await?.transcript {
//!     println!("{line}");
//! }
//! # Ok(())
//! # }
//! ```

mod capture;
mod check;
mod check_action;
mod events;
mod happening;
mod ids;
mod part;
mod plan;
#[cfg(feature = "client")]
mod platform;
mod session;
mod transcript;
mod violation;

pub use check::{check_answer, check_request};
pub use events::Form;
pub(crate) use events::Identity;
pub use happening::{Happening, LegRecord, Moment, Question, Wants};
pub(crate) use ids::new_id;
pub use plan::{Captions, LegPlan, Move, MoveError, Pace, Script};
#[cfg(feature = "client")]
pub use platform::{
    CallHandle, Caller, Clock, Config, Delivery, Fault, Gone, PlaceError, Plan, Record, Simulator,
    StartError,
};
#[cfg(feature = "client")]
pub(crate) use platform::{Order, place, place_by};
pub use session::Session;
pub use transcript::{Happened, Line};
pub use violation::Violation;
