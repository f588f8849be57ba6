//! A step of a call, and its row.

use std::borrow::Cow;

use crate::label::InputLabel;
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
    pub(crate) key: String,
    /// The call.
    pub(crate) session: Cow<'a, str>,
    /// When it was answered, in microseconds since 1970.
    pub(crate) at: i64,
    /// The caller's number, where it is known.
    pub(crate) caller: Option<Cow<'a, str>>,
    /// The `clientActionId` it came with.
    pub(crate) state: &'static str,
    /// What the caller did.
    pub(crate) input: InputLabel,
    /// The state that followed, `end`, or `failed`.
    pub(crate) outcome: &'static str,
}

impl Step<'_> {
    /// One that outlives its event.
    pub(crate) fn into_owned(self) -> Step<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Step {
            key: self.key,
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
            self.key.as_str().into(),
            (*self.session).into(),
            self.at.into(),
            self.caller.as_deref().into(),
            self.state.into(),
            self.input.as_str().into(),
            self.outcome.into(),
        ];
        Statement::once(INSERT, columns)
    }
}
