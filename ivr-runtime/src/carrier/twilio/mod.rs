//! Twilio Programmable Voice.
//!
//! - [`Twilio`]: what the server knows of it
//! - `twiml`: replies as TwiML documents
//! - `form`: what Twilio posts
//! - `signature`: the proof that Twilio posted it

mod door;
mod form;
mod signature;

mod twiml;

pub use door::Twilio;
