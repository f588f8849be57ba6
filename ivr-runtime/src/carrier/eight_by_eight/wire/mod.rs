//! The JSON documents of the 8x8 Voice API, as types.
//!
//! Two rules apply to everything that the platform sends. Fields that decide a call are strict: a value of the wrong
//! JSON type is an error that names the field. All other fields are lenient: unknown fields are skipped, unknown
//! values are kept as `Other`, and an informational field of a wrong type counts as absent, because no report about
//! a call is worth dropping the call.
//!
//! In both, `""` and `[]` mean absent, and a number may be in quotation marks. A byte order mark before the document
//! is skipped.
//!
//! - [`vca`]: Voice Call Action, the platform asks what a call does next, and our answer
//! - [`callflow`]: the actions that an answer consists of
//! - [`vss`]: Voice Session Summary, how a session ended
//! - [`vcs`]: Voice Call Status, progress reports
//! - [`send`]: the request that places a call, and its answer
//! - [`webhook`]: the registration of webhooks, which receive all this
//! - [`speech`]: the list of voices

pub mod callflow;
pub mod send;
pub mod speech;
pub mod vca;
pub mod vcs;
pub mod vss;
pub mod webhook;

mod decode;
mod event;
mod number;
mod open_enum;

pub use decode::DecodeError;
pub use event::{CallDirection, CallStatus, CallType, EventType};

#[cfg(test)]
mod properties;
