//! The router of a large tree.

use super::Numbers;
use crate::{Input, Outcome};

/// What follows on each input at each state: a row for each state, of the twelve keys, silence, the
/// four ends of a transfer, and all else. The lowest two bits of a number say of what kind it is.
#[derive(Clone, Copy, Debug)]
pub struct Routes(pub Numbers);

/// What follows on an input.
#[derive(Clone, Copy, Debug)]
pub enum Cell {
    /// The answer with this number.
    Reply(usize),
    /// The look-up with this number.
    Ask(usize),
    /// What the match with this number says: the state captures several keys.
    Match(usize),
}

/// Where in a row things are: keys first.
const SILENCE: usize = 12;
const LEGS: usize = 13;
const OTHER: usize = 17;
const ROW: usize = 18;

impl Routes {
    /// What follows on an input at the state with this number.
    #[inline]
    pub fn cell(self, state: usize, input: Input<'_>) -> Cell {
        let column = match input {
            Input::Key(key) => key as usize,
            Input::Silence => SILENCE,
            Input::Leg(Outcome::Answered) => LEGS,
            Input::Leg(Outcome::Busy) => LEGS + 1,
            Input::Leg(Outcome::NoAnswer) => LEGS + 2,
            Input::Leg(Outcome::Failed) => LEGS + 3,
            Input::Digits(_) => OTHER,
        };
        let cell = self.0.at(state * ROW + column);
        match cell & 3 {
            0 => Cell::Reply(cell >> 2),
            1 => Cell::Ask(cell >> 2),
            _ => Cell::Match(cell >> 2),
        }
    }
}
