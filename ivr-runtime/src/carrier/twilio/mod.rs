//! Twilio Programmable Voice.
//!
//! - [`Twilio`]: what the server knows of it
//! - `part`, `simulator`: Twilio without Twilio: what it posts, and how it reads documents; `xml`: as what
//! - `twiml`: replies as TwiML documents
//! - `form`: what Twilio posts
//! - `signature`: the proof that Twilio posted it; `urls`: of what it signs
//! - `client`: the API: places calls

#[cfg(feature = "client")]
pub mod client;
mod door;
mod form;
mod part;
mod signature;
mod simulator;
mod twiml;
mod urls;
mod xml;

pub use door::Twilio;

/// The carrier's name in a tree.
const NAME: &str = "twilio";

/// The path to which Twilio posts to ask what a call does next.
const CALL: &str = "/twilio/call";
