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
    /// Its name in a tree's `carriers` and in the journal: `eight_by_eight`.
    fn name(&self) -> &'static str;

    /// Its name as its vendor writes it, for people: `8x8`.
    fn title(&self) -> &'static str;

    /// The paths that it posts to. No two carriers share one, so the path identifies the carrier.
    fn webhooks(&self) -> &'static [Webhook];

    /// A shell command that simulates an inbound call at the server with this base URL.
    fn first_call(&self, server: &str) -> String;

    /// Maximum length, in bytes, of the id that an answer carries and the next event returns: a state, and the
    /// call's sealed values.
    fn max_state(&self) -> usize;

    /// The content type of answers, for their `Content-Type` header.
    fn content_type(&self) -> &'static str;

    /// The body of the answer to a request that asks for nothing, such as a status event.
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

    /// Converts a body that it posted to JSON. The journal stores the summary of a session in this form.
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

/// All carriers that this crate supports, in the order in which the documentation lists them.
///
/// The telephone (feature `sip`) is not among them: it posts no webhooks, and every tree has it.
pub const ALL: &[&dyn Carrier] = &[&EightByEight, &Twilio, &Jambonz];

/// The carriers that a tree names in `carriers`, in its order; 8x8 if it names none.
pub fn of<T: Tree>() -> impl Iterator<Item = &'static dyn Carrier> {
    let named = |name: &&str| ALL.iter().find(|carrier| carrier.name() == *name);
    T::CARRIERS.iter().filter_map(named).copied()
}

/// Finds a carrier of a tree by its [name](Carrier::name) or [title](Carrier::title), ignoring case. Without a name,
/// returns the tree's first carrier.
///
/// # Errors
/// If the tree has no such carrier. The message lists those that it has.
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

/// The error of [`named`]: the tree does not name this carrier.
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

/// A path that a carrier posts to, for the routes of the server and for setup instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The path on our server, such as `/twilio/call`.
    pub path: &'static str,
    /// Its purpose, and where to register it at the carrier, for people.
    pub purpose: &'static str,
}

/// An HTTP request to a webhook, as a [`Carrier`] authenticates and parses it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The path of its URL, without the query string.
    pub path: &'a str,
    /// The query string, without the `?`.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body; empty before it is read.
    pub body: &'a [u8],
}

/// The result of [`Carrier::authenticate`]: whether a request comes from the carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The request proves it, or the server requires no proof.
    Given,
    /// The request does not prove it, and is refused.
    Lacking,
    /// The proof covers the body, so it can be verified only after the body is read.
    NeedsBody,
}

/// Why a carrier can't express a reply: the error of [`Carrier::write`].
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
        /// Its length, in bytes.
        length: usize,
        /// The carrier's limit, in bytes.
        limit: usize,
    },
}

/// The media type of a body, without parameters and in lower case; empty if invalid.
pub(crate) fn media_type(content_type: &HeaderValue) -> String {
    let text = content_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A parsed request of a carrier: the result of [`Carrier::read`].
#[derive(Clone, Debug, PartialEq)]
pub enum Posted<'a> {
    /// Asks what a call does next.
    Asks(Event<'a>),
    /// The same, after fewer keys than the menu's minimum, from a carrier that supports no minimum. The server then
    /// asks the menu again itself.
    TooFewKeys {
        /// The event, as if no key had been pressed.
        event: Event<'a>,
        /// The number of tries left.
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

/// A secret that proves that a request comes from a carrier. The carrier defines how: 8x8 sends it in the
/// `Authorization` header, Twilio and jambonz sign requests with it.
///
/// As text, it may be preceded by the carrier's name and `=`, as in `twilio=0123..`: then it applies only to that
/// carrier. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    carrier: Option<&'static str>,
    text: String,
}

/// The error of parsing a [`Secret`]: too short, not printable ASCII, or with a space at an end.
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
