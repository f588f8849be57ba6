//! Twilio Programmable Voice: webhooks with form bodies, answered with TwiML.
//!
//! - [`Twilio`]: the [`Carrier`](super::Carrier)
//! - `form`: parses webhooks
//! - `signature`: verifies their signature; `urls`: reconstructs the URL that Twilio has signed
//! - `twiml`: renders replies as TwiML documents
//! - `part`, `simulator`: simulate Twilio, for phones and tests; `xml`: parses TwiML for them
//! - `client`: a client of the REST API, which places calls

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
