//! The call that is being answered.

use std::fmt;

use crate::menu::Msisdn;

/// What is known of a call when a look-up is made for it.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The platform's name for the whole session, the same from the first ring to the summary.
    ///
    /// Where the platform gives none, a server puts the event's name here, so that no two calls share one:
    /// what is kept under it is kept for this event alone.
    pub session_id: String,
    /// The platform's name for this event; a repeated delivery carries the same one.
    pub event_id: String,
    /// Who placed the call.
    pub direction: Direction,
    /// The calling number, where the platform gave one in international form.
    pub source: Option<Msisdn>,
    /// The called number, where the platform gave one in international form.
    pub destination: Option<Msisdn>,
    /// The country of the person's number, as ISO 3166 writes it with two upper-case letters, where
    /// the platform gave it.
    pub country: Option<String>,
    /// What the caller pressed to get here.
    pub digits: Option<String>,
}

/// Who placed a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A person dialled our number.
    #[default]
    Inbound,
    /// We had the platform dial a person.
    Outbound,
}

impl Call {
    /// The person's number, whichever side placed the call; `None` if it is withheld.
    pub const fn caller(&self) -> Option<&Msisdn> {
        match self.direction {
            Direction::Inbound => self.source.as_ref(),
            Direction::Outbound => self.destination.as_ref(),
        }
    }
}

/// Without what the caller pressed: a PIN that a log line holds is a PIN that is known.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("session_id", &self.session_id)
            .field("event_id", &self.event_id)
            .field("direction", &self.direction)
            .field("source", &self.source)
            .field("destination", &self.destination)
            .field("country", &self.country)
            .finish_non_exhaustive()
    }
}
