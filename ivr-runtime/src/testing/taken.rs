//! The steps that a call took.

use crate::wire::callflow::Action;
use crate::{Input, Key, Outcome};

/// Where an event found a call, and what the caller had done.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<T> {
    pub(super) state: T,
    pub(super) on: On,
}

/// An input, without the digits of longer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Key(Key),
    Digits,
    Silence,
    Leg(Outcome),
}

/// One step that a call took.
#[derive(Debug)]
pub(super) struct Taken<T> {
    /// `None` where the call began.
    pub(super) at: Option<At<T>>,
    pub(super) next: Option<T>,
    /// Whether a look-up failed.
    pub(super) failed: bool,
    pub(super) body: String,
    pub(super) callflow: Vec<Action>,
}

impl From<Input<'_>> for On {
    fn from(input: Input<'_>) -> Self {
        match input {
            Input::Key(key) => Self::Key(key),
            Input::Digits(_) => Self::Digits,
            Input::Silence => Self::Silence,
            Input::Leg(outcome) => Self::Leg(outcome),
        }
    }
}
