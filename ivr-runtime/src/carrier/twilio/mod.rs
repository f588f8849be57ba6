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

use warp::http::HeaderMap;

pub use door::Twilio;

/// The carrier's name in a tree.
const NAME: &str = "twilio";

/// The path to which Twilio posts to ask what a call does next.
const CALL: &str = "/twilio/call";

/// A header as text; empty if it is missing or not ASCII.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
