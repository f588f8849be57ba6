//! The carriers that calls come from, one folder each, behind the trait [`Carrier`].
//!
//! Everything specific to a carrier is in its folder: the formats of its events and our answers,
//! its API, its authentication, and its simulator. The other rooms deal only with
//! [events](crate::engine::event) and states.

mod documents;
pub mod eight_by_eight;
pub mod jambonz;
pub(crate) mod part;
#[cfg(feature = "client")]
pub mod placing;
#[cfg(feature = "sip")]
pub(crate) mod sip;
pub mod twilio;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

pub use documents::{Document, Documents};
use eight_by_eight::EightByEight;
use jambonz::Jambonz;
use part::Part;
use twilio::Twilio;

use constant_time_eq::constant_time_eq;
use warp::http::{HeaderMap, HeaderValue};

use crate::engine::event::{Event, Progress, Summary};
use crate::menu::Tree;
use crate::menu::reply::Step;

/// A carrier that calls come from.
///
/// All methods are pure. The server handles everything else in the same way for every carrier: admission,
/// timeouts, answering each event once, logging and storage.
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Its name in a tree's `carriers`.
    fn name(&self) -> &'static str;

    /// Its name as its vendor writes it.
    fn title(&self) -> &'static str;

    /// The paths that it posts to.
    fn webhooks(&self) -> &'static [Webhook];

    /// A shell command that simulates an inbound call at the server with this base URL.
    fn first_call(&self, server: &str) -> String;

    /// Maximum length of the id that an answer carries and the next event returns: a state, and the call's sealed
    /// values.
    fn max_state(&self) -> usize;

    /// The content type of answers.
    fn content_type(&self) -> &'static str;

    /// The answer to a request that needs none.
    fn nothing(&self) -> &'static str;

    /// Whether bodies of this content type are accepted.
    fn reads(&self, content_type: &HeaderValue) -> bool;

    /// Whether the carrier sent a request. Called before the body is read, and again with the body if
    /// the proof covers it.
    fn authenticate(&self, request: &Request<'_>, secrets: &[&Secret]) -> Proof;

    /// Parses a request to one of its [`webhooks`](Self::webhooks).
    ///
    /// # Errors
    /// If the carrier does not post such a body.
    fn read<'a>(&self, request: &Request<'a>) -> Result<Posted<'a>, ReadError>;

    /// What it posted, as JSON: the journal keeps that of how a session ended.
    fn json<'a>(&self, body: &'a [u8]) -> Cow<'a, str> {
        String::from_utf8_lossy(body)
    }

    /// Renders a reply as the body of the answer. `state` is the id that the carrier must return with
    /// the next event; `None` if the call ends.
    ///
    /// # Errors
    /// If the carrier can't express it.
    fn write(&self, steps: &[Step], state: Option<&str>) -> Result<String, WriteError>;
}

/// All carriers.
pub const ALL: &[&dyn Carrier] = &[&EightByEight, &Twilio, &Jambonz];

/// The carriers of a tree, in its order.
pub fn of<T: Tree>() -> impl Iterator<Item = &'static dyn Carrier> {
    let named = |name: &&str| ALL.iter().find(|carrier| carrier.name() == *name);
    T::CARRIERS.iter().filter_map(named).copied()
}

/// The carrier of a tree that goes by this name, in the tree or at its vendor; the first where none is named.
///
/// # Errors
/// The names of those that there are, if none of them goes by it.
pub fn named<T: Tree>(name: Option<&str>) -> Result<&'static dyn Carrier, Unnamed> {
    let is_it = |carrier: &&dyn Carrier| {
        let names = [carrier.name(), carrier.title()];
        name.is_none_or(|name| names.iter().any(|one| one.eq_ignore_ascii_case(name)))
    };
    of::<T>().find(is_it).ok_or_else(|| Unnamed {
        name: name.unwrap_or_default().to_owned(),
        named: T::CARRIERS,
    })
}

/// A carrier that a tree does not name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tree names no carrier `{name}`; it names `{}`", .named.join("`, `"))]
pub struct Unnamed {
    name: String,
    named: &'static [&'static str],
}

/// The simulated part of the carrier with this name.
pub(crate) fn part(name: &str) -> Option<&'static dyn Part> {
    const PARTS: &[&dyn Part] = &[&EightByEight, &Twilio, &Jambonz];
    PARTS
        .iter()
        .find(|part| part.carrier().name() == name)
        .copied()
}

/// A path that a carrier posts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The path.
    pub path: &'static str,
    /// Its purpose, and the name under which to register it.
    pub purpose: &'static str,
}

/// A request to a webhook.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The path.
    pub path: &'a str,
    /// The query string, without the `?`.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body; empty before it is read.
    pub body: &'a [u8],
}

/// Whether a request comes from a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Yes, or no proof is required.
    Given,
    /// No.
    Lacking,
    /// Unknown until the body is read.
    NeedsBody,
}

/// Why a carrier can't express a reply.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It can't be written as JSON.
    #[error("the reply can't be written as JSON")]
    Json(#[from] serde_json::Error),
    /// It can't be written as XML.
    #[error("the reply can't be written as XML")]
    Xml(#[from] std::io::Error),
    /// It is longer than the carrier accepts.
    #[error(
        "the reply has {length} bytes, but the carrier accepts only {limit}; shorten it, or reduce its tries"
    )]
    TooLong {
        /// Its length.
        length: usize,
        /// The carrier's limit.
        limit: usize,
    },
}

/// The media type of a body, without parameters and in lower case; empty if invalid.
pub(crate) fn media_type(content_type: &HeaderValue) -> String {
    let text = content_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A parsed request of a carrier.
#[derive(Clone, Debug, PartialEq)]
pub enum Posted<'a> {
    /// Asks what a call does next.
    Asks(Event<'a>),
    /// The same, after fewer keys than the question takes, by a carrier that does not ask again by itself. `left` is how
    /// many tries are left.
    TooFewKeys {
        /// What the call asks, as if nothing had been pressed.
        event: Event<'a>,
        /// How many tries of the question are left.
        left: u32,
    },
    /// A session is over.
    Over(Summary),
    /// Reports the status of a leg.
    Progress(Progress),
    /// Anything else, by name; only logged.
    Other(String),
}

/// Why a body is not valid. The messages say what to do.
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
        /// What is wrong with the field.
        problem: String,
    },
}

/// A secret that proves that a request comes from a carrier. The carrier defines how.
///
/// As text, it may be preceded by the carrier's name and `=`: then it applies only to that carrier.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    carrier: Option<&'static str>,
    text: String,
}

/// A text is not a valid secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret has 8 printable ASCII characters or more, and no space at its ends")]
pub struct SecretError;

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(written: &str) -> Result<Self, SecretError> {
        let named = written.split_once('=').and_then(|(name, text)| {
            let carrier = ALL.iter().find(|carrier| carrier.name() == name)?;
            Some((Some(carrier.name()), text))
        });
        let (carrier, text) = named.unwrap_or((None, written));
        let printable = text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if text.len() < 8 || !printable || text.trim() != text {
            return Err(SecretError);
        }
        Ok(Self {
            carrier,
            text: text.to_owned(),
        })
    }
}

impl Secret {
    /// Whether it applies to the carrier with this name.
    pub fn is_for(&self, carrier: &str) -> bool {
        self.carrier.is_none_or(|name| name == carrier)
    }

    /// The shared secret.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Compares in constant time, so that timing reveals nothing about the secret except its
    /// length.
    pub(crate) fn is(&self, sent: &[u8]) -> bool {
        constant_time_eq(self.text.as_bytes(), sent)
    }
}

/// Omits the secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
