//! What a carrier tells of a call, in the words of no carrier.

use std::borrow::Cow;

use crate::menu::msisdn::canonical;
use crate::menu::{Call, Direction, Input, Outcome, Tree};

/// What happened in a call, in the words of no carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// Names the session: the same from the first ring to the end.
    pub session: Option<Cow<'a, str>>,
    /// Names this event; a repeated delivery carries the same one.
    pub id: Option<Cow<'a, str>>,
    /// What our last answer carried: the state, and behind it what the call remembers. `None` before the
    /// first one.
    pub state: Option<Cow<'a, str>>,
    /// Who placed the call.
    pub direction: Direction,
    /// The calling number, as the carrier spells it.
    pub source: Option<Cow<'a, str>>,
    /// The called number, as the carrier spells it.
    pub destination: Option<Cow<'a, str>>,
    /// The country of the person's number, as the carrier writes it.
    pub country: Option<Cow<'a, str>>,
    /// Whether it tells that somebody calls in.
    pub rings: bool,
    /// The keys pressed; `None` for silence.
    pub digits: Option<Cow<'a, str>>,
    /// How the last leg ended. It means something after a transfer alone.
    pub leg: Outcome,
}

impl Event<'_> {
    /// The person's number, whichever side placed the call: however the carrier spells it, one number is
    /// one text. `None` if it is withheld; what is no number in international form is as it came.
    pub fn caller(&self) -> Option<Cow<'_, str>> {
        person(
            self.direction,
            self.source.as_deref(),
            self.destination.as_deref(),
        )
    }

    /// What a look-up may know of the call. Copies, so it is made only for one.
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

    /// What the tree is told of it in this state.
    pub(crate) fn input<T: Tree>(&self, state: T) -> Input<'_> {
        if state.is_transfer() {
            Input::Leg(self.leg)
        } else {
            Input::from_digits(self.digits.as_deref())
        }
    }
}

/// A name for an event that its carrier gave none: the same for those that tell the same.
pub(crate) fn name_of(told: [Option<&str>; 3]) -> String {
    told.map(|part| part.unwrap_or("-")).join(":")
}

/// A country's code as ISO 3166 writes it: two upper-case letters.
fn country(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    let is_one = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_one.then_some(code)
}

/// How a session ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Names the session.
    pub session: Option<String>,
    /// How it ended, in the carrier's word.
    pub status: Option<String>,
    /// The last thing that was done in it, in the carrier's word.
    pub last_action: Option<String>,
    /// How many legs were joined.
    pub legs: Option<u32>,
    /// Who placed the first leg.
    pub direction: Direction,
    /// The calling number of the first leg.
    pub source: Option<String>,
    /// The called number of the first leg.
    pub destination: Option<String>,
    /// How long the first leg lasted.
    pub seconds: Option<f64>,
    /// Why it failed, as a number.
    pub error_code: Option<i32>,
    /// Why it failed, in words.
    pub error: Option<String>,
}

impl Summary {
    /// The person's number on the first leg, in the same spelling as [`Event::caller`].
    pub fn caller(&self) -> Option<Cow<'_, str>> {
        person(
            self.direction,
            self.source.as_deref(),
            self.destination.as_deref(),
        )
    }
}

/// The number of the person on a call that was placed in this direction, in the spelling in which it is kept.
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

/// How a leg gets on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Names the session.
    pub session: Option<String>,
    /// Names the leg.
    pub leg: Option<String>,
    /// Where it stands, in the carrier's word.
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
