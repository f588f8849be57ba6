//! What happened in a session, line by line.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::carrier::eight_by_eight::wire::vss::SessionStatus;

/// One thing that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Milliseconds since the session began.
    #[serde(rename = "atMs")]
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub what: Happened,
}

/// What can happen in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Happened {
    /// A number is dialled.
    Dials {
        /// The number called.
        to: String,
        /// The caller ID shown.
        from: String,
    },
    /// Somebody picked up.
    PicksUp,
    /// A text was spoken.
    Hears {
        /// The text.
        text: String,
        /// Who spoke.
        voice: String,
    },
    /// A sound file was played.
    HearsFile {
        /// Where it lies.
        url: String,
        /// What it says, if that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        transcript: Option<String>,
    },
    /// A key was pressed.
    Presses {
        /// `0` to `9`, `*` or `#`.
        key: char,
    },
    /// A try ended without enough keys.
    Waits {
        /// Which try it was, from 1.
        attempt: u32,
        /// How many there are.
        of: u32,
    },
    /// The platform asked what to do next.
    Asks {
        /// The `clientActionId` that it sent; none before the first answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        client_action_id: Option<String>,
        /// The keys that it reported.
        #[serde(skip_serializing_if = "Option::is_none")]
        digits: Option<String>,
    },
    /// It was answered.
    Answered {
        /// The `clientActionId` that it was given.
        #[serde(skip_serializing_if = "Option::is_none")]
        client_action_id: Option<String>,
    },
    /// The second leg is over.
    LegEnds {
        /// How, as a SIP code.
        sip_code: u16,
    },
    /// The caller hung up.
    HangsUp,
    /// The session is over.
    Over {
        /// How.
        #[serde(serialize_with = "written")]
        status: SessionStatus,
        /// Why, if the platform failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
}

impl Happened {
    /// What the caller heard in words: a text that was spoken, or what a recording says.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Hears { text, .. } => Some(text),
            Self::HearsFile { transcript, .. } => transcript.as_deref(),
            _ => None,
        }
    }
}

fn written<S: serde::Serializer>(status: &SessionStatus, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(status.as_str())
}

impl Line {
    pub(super) fn new(at: Duration, what: Happened) -> Self {
        let at_ms = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        Self { at_ms, what }
    }
}

/// As a person reads it: `00:04  < Welcome to ..`.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.at_ms / 1_000;
        write!(f, "{:02}:{:02}  {}", seconds / 60, seconds % 60, self.what)
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |id: &Option<String>| match crate::engine::values::split(
            id.as_deref().unwrap_or("-"),
        ) {
            (state, None) => state.to_owned(),
            (state, Some(_)) => format!("{state}, and what it remembers"),
        };
        match self {
            Self::Dials { to, from } => write!(f, "  calling {to} as {from}"),
            Self::PicksUp => f.write_str("  picked up"),
            Self::Hears { text, .. } => write!(f, "< {text}"),
            Self::HearsFile {
                url,
                transcript: None,
            } => write!(f, "< [plays {url}]"),
            Self::HearsFile {
                url,
                transcript: Some(says),
            } => write!(f, "< [plays {url}] {says}"),
            Self::Presses { key } => write!(f, "> {key}"),
            Self::Waits { attempt, of } => write!(f, "> (not enough keys, try {attempt} of {of})"),
            Self::Asks {
                client_action_id,
                digits,
            } => {
                let digits = digits.as_deref().unwrap_or("nothing");
                write!(f, "  [{} got {digits}]", id(client_action_id))
            }
            Self::Answered { client_action_id } => write!(f, "  [next: {}]", id(client_action_id)),
            Self::LegEnds { sip_code } => {
                let outcome = match crate::menu::Outcome::from_sip_code(Some(*sip_code)) {
                    crate::menu::Outcome::Answered => "they hung up",
                    crate::menu::Outcome::Busy => "busy",
                    crate::menu::Outcome::NoAnswer => "nobody picks up",
                    crate::menu::Outcome::Failed => "the call can't be placed",
                };
                write!(f, "  {outcome} ({sip_code})")
            }
            Self::HangsUp => f.write_str("> hangs up"),
            Self::Over {
                status,
                error: None,
            } => write!(f, "  call over: {status}"),
            Self::Over {
                status,
                error: Some(error),
            } => {
                write!(f, "  call over: {status}: {error}")
            }
        }
    }
}
