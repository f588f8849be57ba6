//! jambonz, the open-source engine for calls on your own SIP trunks: webhooks with JSON bodies, answered with verbs.
//!
//! - [`Jambonz`]: the [`Carrier`](super::Carrier)
//! - `hook`: parses webhooks
//! - `signature`: verifies their signature
//! - `verbs`: renders replies as arrays of verbs
//! - `part`, `simulator`: simulate jambonz, for phones and tests; `document`: parses verbs for them
//! - `client`: a client of the REST API, which places calls

#[cfg(feature = "client")]
pub mod client;
mod document;
mod door;
mod hook;
mod part;
mod signature;
mod simulator;
mod verbs;

pub use door::Jambonz;

/// The carrier's name in a tree.
const NAME: &str = "jambonz";

/// The path to which jambonz posts to ask what a call does next.
const CALL: &str = "/jambonz/call";
