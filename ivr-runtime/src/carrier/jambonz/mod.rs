//! jambonz, the open-source engine for calls on your own SIP trunks.
//!
//! - [`Jambonz`]: what the server knows of it
//! - `part`, `simulator`: jambonz without jambonz: what it posts, and how it reads verbs; `document`: as what
//! - `verbs`: replies as arrays of verbs
//! - `hook`: parses what jambonz posts
//! - `signature`: verifies that jambonz posted it
//! - `client`: the API: places calls

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
