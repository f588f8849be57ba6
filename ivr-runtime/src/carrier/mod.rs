//! The platforms that calls come from, a folder each, and what the rest knows of them: a [`Carrier`].
//!
//! What is in such a folder is known nowhere else: how the platform's events and our answers are written,
//! what its API takes, how it shows who it is, and its simulator. Everything else speaks of
//! [events](crate::event) and states.

mod documents;
pub mod eight_by_eight;

use std::fmt;
use std::str::FromStr;

pub use documents::{Document, Documents};

use constant_time_eq::constant_time_eq;
use warp::http::HeaderValue;

use crate::Tree;
use crate::engine::Carried;
use crate::event::{Event, Progress, Summary};
use crate::reply::Step;

/// A platform that calls come from.
///
/// All of it is pure. What the server does between these, it does for every carrier alike: who may connect,
/// how long a body may take, that an event is answered once, and what is logged and kept.
pub trait Carrier: Send + Sync + 'static {
    /// The paths that it posts to.
    const WEBHOOKS: &'static [&'static str];

    /// The header that shows who sent a request.
    const CREDENTIAL: &'static str;

    /// The maximum length of what an answer carries and the next event brings back: a state, and what the
    /// call remembers.
    const MAX_STATE: usize;

    /// The answer to what asks for nothing.
    const NOTHING: &'static str;

    /// Whether bodies of this content type are read.
    fn reads(content_type: &HeaderValue) -> bool;

    /// Whether what came in the header [`CREDENTIAL`](Self::CREDENTIAL) proves that the carrier sent it.
    /// Nobody is asked for proof where there is no secret. It is asked for before the body is read.
    fn authenticate(credential: Option<&[u8]>, secrets: &[Secret]) -> bool;

    /// Reads what was posted to one of its [`WEBHOOKS`](Self::WEBHOOKS).
    ///
    /// # Errors
    /// If it is nothing that the carrier posts.
    fn read<'a>(webhook: &str, body: &'a [u8]) -> Result<Posted<'a>, ReadError>;

    /// Writes what a call does next, as the body of the answer. `state` is what the carrier is to bring back with
    /// the next event; `None` where the call ends.
    ///
    /// # Errors
    /// If the carrier can't say it.
    fn write(steps: &[Step], state: Option<&str>) -> Result<String, WriteError>;

    /// Writes a reply: see [`write`](Self::write).
    ///
    /// # Errors
    /// If the carrier can't say it.
    fn document<T: Tree>(carried: &Carried<T>) -> Result<String, WriteError> {
        Self::write(carried.reply.steps(), carried.state.as_deref())
    }
}

/// A reply that a carrier can't say.
#[derive(Debug, thiserror::Error)]
#[error("the reply can't be written")]
pub struct WriteError(#[from] serde_json::Error);

/// What a carrier posts.
#[derive(Clone, Debug, PartialEq)]
pub enum Posted<'a> {
    /// What does this call do next?
    Asks(Event<'a>),
    /// A session is over.
    Over(Summary),
    /// A leg got on.
    Progress(Progress),
    /// Something that is only logged, by its name.
    Other(String),
}

/// Why a body is nothing that a carrier posts. The texts say what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not in the carrier's format.
    #[error("{0}")]
    Format(String),
    /// It is in the format, but a field is missing or of the wrong type.
    #[error("{problem}")]
    Shape {
        /// The field.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// What proves that a request comes from a carrier. How, says the carrier.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(crate) String);

/// Why a text is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret has 8 printable ASCII characters or more, and no space at its ends")]
pub struct SecretError;

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        let printable = text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if text.len() < 8 || !printable || text.trim() != text {
            return Err(SecretError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl Secret {
    /// Compares every byte whatever the first ones are, so that the time it takes tells
    /// nothing of the secret but its length.
    pub(crate) fn is(&self, sent: &[u8]) -> bool {
        constant_time_eq(self.0.as_bytes(), sent)
    }
}

/// Hidden.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
