//! The steps that a call took.

use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::menu::{Digits, Input, Key, Outcome};

/// The state of the call at an event, and the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<T> {
    pub(super) state: T,
    pub(super) on: On,
}

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Key(Key),
    Keys(Digits),
    /// Characters that are not on a keypad, or too many.
    Noise,
    Silence,
    Leg(Outcome),
}

/// A step that a call took.
#[derive(Debug)]
pub(super) struct Taken<T> {
    /// `None` at the start of the call.
    pub(super) at: Option<At<T>>,
    pub(super) next: Option<T>,
    /// Whether a lookup failed.
    pub(super) failed: bool,
    pub(super) body: String,
    pub(super) callflow: Vec<Action>,
}

impl On {
    /// The input for the tree.
    pub(super) fn input(&self) -> Input<'_> {
        match self {
            Self::Key(key) => Input::Key(*key),
            Self::Keys(keys) => Input::Digits(keys.as_str()),
            Self::Noise => Input::Digits(""),
            Self::Silence => Input::Silence,
            Self::Leg(outcome) => Input::Leg(*outcome),
        }
    }
}

impl From<Input<'_>> for On {
    fn from(input: Input<'_>) -> Self {
        match input {
            Input::Key(key) => Self::Key(key),
            Input::Digits(digits) => Digits::new(digits).map_or(Self::Noise, Self::Keys),
            Input::Silence => Self::Silence,
            Input::Leg(outcome) => Self::Leg(outcome),
        }
    }
}
