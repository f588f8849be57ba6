//! A step of a call, and its row.

use std::borrow::Cow;

use crate::hexadecimal::Hexadecimal;
use crate::store::Statement;

/// Adds a step, unless it is there.
pub(super) const INSERT: &str = "INSERT INTO ivr_steps \
     (key, session_id, at, caller, state, input, outcome) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id, key) DO NOTHING";

/// As many values it takes.
pub(super) const COLUMNS: usize = 7;

/// One event and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    /// Names the event; a second step of the same name is not kept.
    pub(crate) key: EventName<'a>,
    /// The call.
    pub(crate) session: Cow<'a, str>,
    /// When it was answered, in microseconds since 1970.
    pub(crate) at: i64,
    /// The caller's number, where it is known.
    pub(crate) caller: Option<Cow<'a, str>>,
    /// The `clientActionId` it came with.
    pub(crate) state: &'static str,
    /// What the caller did: `1`, `silence`, `digits`. Never the digits themselves.
    pub(crate) input: &'static str,
    /// The state that followed, `end`, or `failed`.
    pub(crate) outcome: &'static str,
}

/// What an event is called, in the parts that it is written in until it has a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventName<'a> {
    /// What the platform calls it, or what we do where it has no name.
    pub(crate) id: Cow<'a, str>,
    /// Tells it from others that borrow its id.
    pub(crate) rest: Option<u64>,
}

impl EventName<'_> {
    /// All of it, as it stands in its row.
    pub(crate) fn text(&self) -> String {
        let mut text = self.id.clone().into_owned();
        if let Some(rest) = self.rest {
            write_rest(rest, &mut text);
        }
        text
    }
}

/// Writes what tells an event from others behind the id that they share.
pub(super) fn write_rest(rest: u64, text: &mut String) {
    text.push(':');
    text.push_str(Hexadecimal::of(rest).as_str());
}

impl Step<'_> {
    /// One that outlives its event.
    pub(crate) fn into_owned(self) -> Step<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Step {
            key: EventName {
                id: owned(self.key.id),
                rest: self.key.rest,
            },
            session: owned(self.session),
            at: self.at,
            caller: self.caller.map(owned),
            state: self.state,
            input: self.input,
            outcome: self.outcome,
        }
    }

    /// Has its row written.
    pub(super) fn insert(&self) -> Statement {
        let columns: [_; COLUMNS] = [
            self.key.text().into(),
            (*self.session).into(),
            self.at.into(),
            self.caller.as_deref().into(),
            self.state.into(),
            self.input.into(),
            self.outcome.into(),
        ];
        Statement::once(INSERT, columns)
    }
}
