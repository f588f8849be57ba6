//! The call in progress, as lookups see it.

use std::fmt;

use crate::menu::Msisdn;

/// What a lookup may know about its call: the argument of a tree's `call: &Call` parameter.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The platform's id of the session, the same from the first ring to the summary.
    ///
    /// If the platform gives none, a server puts the event's name here, so that no two calls share an id;
    /// data stored under it is then for this event only.
    pub session_id: String,
    /// The platform's id of this event; a repeated delivery carries the same one.
    pub event_id: String,
    /// Who placed the call.
    pub direction: Direction,
    /// The calling number, if the platform gave one in international format.
    pub source: Option<Msisdn>,
    /// The called number, if the platform gave one in international format.
    pub destination: Option<Msisdn>,
    /// The country of the person's number, as two upper-case letters (ISO 3166), if the platform
    /// gave it.
    pub country: Option<String>,
    /// What the caller pressed to get here.
    pub digits: Option<String>,
}

/// Who placed a call: the person (inbound), or we (outbound).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A person dialled our number.
    #[default]
    Inbound,
    /// The platform dialled a person for us.
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

/// Omits the caller's keys: a PIN must not get into a log.
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
