//! The inputs and outputs of a [`Session`](super::Session).

use std::time::Duration;

use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::eight_by_eight::wire::vss::ErrorDetails;
use crate::menu::{Direction, Key, Outcome};

/// What a session waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Time passes until this moment of the session, or the caller does something.
    Time {
        /// When the wait ends, since the session began.
        until: Duration,
        /// What the caller experiences meanwhile.
        moment: Moment,
    },
    /// The application must say what happens next.
    Answer(Question),
    /// Nothing: it has ended.
    Nothing,
}

/// What the caller experiences while time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A number rings.
    Ringing,
    /// A text is spoken or a file played. A key interrupts a prompt.
    Speech,
    /// The platform waits for keys.
    Keys {
        /// The capture of the session, from 0.
        capture: u32,
        /// The try of the capture, from 1.
        attempt: u32,
    },
    /// The caller talks to the second leg.
    Talk,
}

/// What a call action asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Whether the call has just come in.
    pub received: bool,
    /// Whether keys were captured, even if none came.
    pub captured: bool,
    /// The keys, if any came.
    pub digits: Option<String>,
    /// Which try of the capture they came in, from 1; the last one if none came.
    pub attempt: u32,
    /// The id that the last answer carried.
    pub client_action_id: Option<String>,
    /// The SIP code of the last leg (RFC 3261, section 21).
    pub sip_code: u16,
}

/// An input of a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The wait has ended.
    TimeUp,
    /// The caller pressed a key.
    Key(Key),
    /// The caller does nothing until the current text, try or conversation ends.
    Silence,
    /// The caller hung up.
    HangUp,
    /// The application answered.
    Answer(Answer),
    /// The session fails: see "Session Summary" in the 8x8 Voice documentation for the codes.
    Failure(ErrorDetails),
}

/// One call leg of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegRecord {
    /// Who placed it.
    pub direction: Direction,
    /// The calling number.
    pub source: String,
    /// The called number.
    pub destination: String,
    /// When it was requested, since the session began.
    pub initiated: Duration,
    /// When it was answered, if it was.
    pub connected: Option<Duration>,
    /// When it ended, if it did.
    pub ended: Option<Duration>,
    /// How it ended; `None` until then.
    pub outcome: Option<Outcome>,
}
