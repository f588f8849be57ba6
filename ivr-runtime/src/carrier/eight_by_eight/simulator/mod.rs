//! The platform without the platform: a server that plays 8x8's part, offline.
//!
//! It takes the requests that place calls and register webhooks, runs callflows against
//! a caller, posts the events to whatever is registered, and keeps what happened. Inside
//! is a [`Session`], a value that needs neither clock nor network; around it, the shell.
//!
//! - [`check_request`], [`check_answer`]: whether the platform would take a callflow
//! - [`Session`]: the state machine that runs callflows
//! - [`Plan`], [`Script`], [`LegPlan`]: what a call meets: caller, legs, faults, clock
//! - [`Simulator`]: the server, and the calls that come in through it
//! - [`Record`], [`Line`], [`Delivery`]: what happened, for people and for tests
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
