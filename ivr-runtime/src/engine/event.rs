//! Events of a call, independent of the carrier: what it does next, how it ended, and its progress.

use std::borrow::Cow;

use crate::menu::msisdn::canonical;
use crate::menu::{Call, Direction, Input, Outcome, Tree};

/// An event that asks what a call does next: it has come in, keys were pressed, or a leg has ended.
///
/// [`Carrier::read`](crate::carrier::Carrier::read) creates it from a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The session's id, the same from the first ring to the end.
    pub session: Option<Cow<'a, str>>,
    /// The event's id; a repeated delivery carries the same one.
    pub id: Option<Cow<'a, str>>,
    /// The id from our last answer: the state, followed by the call's sealed values. `None` before the
    /// first answer.
    pub state: Option<Cow<'a, str>>,
    /// Who placed the call.
    pub direction: Direction,
    /// The calling number, as the carrier spells it.
    pub source: Option<Cow<'a, str>>,
    /// The called number, as the carrier spells it.
    pub destination: Option<Cow<'a, str>>,
    /// The country of the person's number, as the carrier writes it.
    pub country: Option<Cow<'a, str>>,
    /// Whether this is a new inbound call.
    pub rings: bool,
    /// The keys pressed; `None` for silence.
    pub digits: Option<Cow<'a, str>>,
    /// How the last leg ended. Only meaningful after a transfer.
    pub leg: Outcome,
}

impl Event<'_> {
    /// The person's number, whichever side placed the call, in a normalised spelling. `None` if it is
    /// withheld; a text that is not a number in international format stays unchanged.
    pub fn caller(&self) -> Option<Cow<'_, str>> {
        person(
            self.direction,
            self.source.as_deref(),
            self.destination.as_deref(),
        )
    }

    /// What a lookup may know about the call. Copies, so call it only for a lookup.
    pub fn call(&self) -> Call {
        let copy = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        let number = |text: &Option<Cow<'_, str>>| text.as_deref().and_then(|n| n.parse().ok());
        Call {
            session_id: copy(&self.session),
            event_id: copy(&self.id),
            direction: self.direction,
            source: number(&self.source),
            destination: number(&self.destination),
            country: self.country.as_deref().and_then(country),
            digits: self.digits.as_deref().map(str::to_owned),
        }
    }

    /// The event as input to the tree in this state.
    pub(crate) fn input<T: Tree>(&self, state: T) -> Input<'_> {
        if state.is_transfer() {
            Input::Leg(self.leg)
        } else {
            Input::from_digits(self.digits.as_deref())
        }
    }
}

/// An id for an event whose carrier gives none: identical events get the same one.
pub(crate) fn name_of(told: [Option<&str>; 3]) -> String {
    told.map(|part| part.unwrap_or("-")).join(":")
}

/// Normalises a country code to two upper-case letters (ISO 3166).
fn country(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    let is_one = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_one.then_some(code)
}

/// How a session ended, as reported by the carrier; its last event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The session's id.
    pub session: Option<String>,
    /// How it ended, in the carrier's terms.
    pub status: Option<String>,
    /// The last action in it, in the carrier's terms.
    pub last_action: Option<String>,
    /// The number of joined legs.
    pub legs: Option<u32>,
    /// Who placed the first leg.
    pub direction: Direction,
    /// The calling number of the first leg.
    pub source: Option<String>,
    /// The called number of the first leg.
    pub destination: Option<String>,
    /// How long the first leg lasted, in seconds.
    pub seconds: Option<f64>,
    /// The error code, if it failed.
    pub error_code: Option<i32>,
    /// The error message, if it failed.
    pub error: Option<String>,
}

impl Summary {
    /// The person's number on the first leg, normalised as in [`Event::caller`].
    pub fn caller(&self) -> Option<Cow<'_, str>> {
        person(
            self.direction,
            self.source.as_deref(),
            self.destination.as_deref(),
        )
    }
}

/// The normalised number of the person on a call in this direction.
fn person<'a>(
    direction: Direction,
    source: Option<&'a str>,
    destination: Option<&'a str>,
) -> Option<Cow<'a, str>> {
    let address = match direction {
        Direction::Inbound => source,
        Direction::Outbound => destination,
    };
    address.and_then(canonical)
}

/// The status of a leg that is still in progress. It needs no answer, and is only logged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The session's id.
    pub session: Option<String>,
    /// The leg's id.
    pub leg: Option<String>,
    /// Its status, in the carrier's terms.
    pub status: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_kept_in_one_spelling_and_nobody_as_nobody() {
        for (source, kept) in [
            ("tel:+65-9123-4567", Some("+6591234567")),
            ("266696687", None),
        ] {
            let summary = Summary {
                source: Some(source.to_owned()),
                ..Summary::default()
            };
            assert_eq!(summary.caller().as_deref(), kept);
        }
    }
}
