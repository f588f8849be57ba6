//! Labels for inputs, the same in the journal, the metrics and a replay.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use crate::menu::{BranchDescription, Description, Input, Key, Outcome, Trigger};

/// The kind of an input. Never contains the digits that were entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputLabel {
    /// A new inbound call.
    Ringing,
    /// A key with a branch in the menu.
    Key(Key),
    /// Several keys, or a number, with a branch in the menu.
    Digits,
    /// An input without a branch in the menu.
    Invalid,
    /// Silence.
    Silence,
    /// A second leg ended.
    Leg(Outcome),
    /// An input in an unknown state.
    Unknown,
}

/// A text is not the label of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no input has this label")]
pub(crate) struct NoLabel;

impl InputLabel {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Key(key) => key.as_str(),
            Self::Digits => "digits",
            Self::Invalid => "invalid",
            Self::Silence => "silence",
            Self::Leg(Outcome::Answered) => "leg answered",
            Self::Leg(Outcome::Busy) => "leg busy",
            Self::Leg(Outcome::NoAnswer) => "leg not answered",
            Self::Leg(Outcome::Failed) => "leg failed",
            Self::Unknown => "-",
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        [
            Self::Ringing,
            Self::Digits,
            Self::Invalid,
            Self::Silence,
            Self::Unknown,
        ]
        .into_iter()
        .chain(Key::ALL.map(Self::Key))
        .chain(Outcome::ALL.map(Self::Leg))
    }
}

impl fmt::Display for InputLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for InputLabel {
    type Err = NoLabel;

    fn from_str(text: &str) -> Result<Self, NoLabel> {
        Self::all()
            .find(|label| label.as_str() == text)
            .ok_or(NoLabel)
    }
}

/// The inputs that each state of a tree has branches for, by its id.
#[derive(Debug)]
pub(crate) struct Branches(HashMap<String, &'static [BranchDescription]>);

impl Branches {
    /// All states of a tree, including each attempt and each language.
    pub(crate) fn of(tree: &Description) -> Self {
        let of_state = |state| {
            let ids = tree.client_action_ids(state).into_iter();
            ids.map(|id| (id, state.branches))
        };
        Self(tree.states.iter().flat_map(of_state).collect())
    }

    /// The label of an input in a state.
    pub(crate) fn label(&self, state: &str, input: Input<'_>) -> InputLabel {
        let branches = self.0.get(state).into_iter().copied().flatten();
        let mut triggers = branches.flat_map(|branch| branch.on);
        match input {
            Input::Silence => InputLabel::Silence,
            Input::Leg(outcome) => InputLabel::Leg(outcome),
            Input::Key(_) | Input::Digits(_) => {
                match (triggers.find(|on| on.names(input)), input) {
                    (Some(Trigger::Key(_)), Input::Key(key)) => InputLabel::Key(key),
                    // A range captures a number, even with one digit.
                    (Some(_), _) => InputLabel::Digits,
                    (None, _) => InputLabel::Invalid,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Demo;
    use crate::menu::{StateDescription, StepDescription, Tree};

    #[test]
    fn a_label_is_read_as_it_is_written() {
        for label in InputLabel::all() {
            assert_eq!(label.to_string().parse(), Ok(label));
        }
        assert_eq!("4711".parse::<InputLabel>(), Err(NoLabel));
    }

    #[test]
    fn each_input_has_its_label() {
        let branches = Branches::of(Demo::description());
        for key in Key::ALL {
            let label = branches.label("main_menu", Input::Key(key));
            let expected = if "123".contains(key.as_char()) {
                InputLabel::Key(key)
            } else {
                InputLabel::Invalid
            };
            assert_eq!(label, expected);
        }
        for (state, input, label) in [
            (
                "post_call",
                Input::Leg(Outcome::Busy),
                InputLabel::Leg(Outcome::Busy),
            ),
            ("main_menu", Input::Digits("12"), InputLabel::Invalid),
            ("main_menu", Input::Silence, InputLabel::Silence),
            // An attempt of a `retry`.
            (
                "ivr-1-stage-2~1",
                Input::Key(Key::One),
                InputLabel::Key(Key::One),
            ),
        ] {
            assert_eq!(branches.label(state, input), label, "{state} {input:?}");
        }
    }

    #[test]
    fn a_label_tells_what_the_menu_has_a_branch_for_and_no_digits() {
        let on: &'static [Trigger] = &[
            Trigger::Key('*'),
            Trigger::Keys("42"),
            Trigger::Number { low: 1, high: 20 },
            Trigger::Digits { min: 4, max: 6 },
        ];
        let branches = Box::leak(Box::new([BranchDescription {
            on,
            binding: Some("guests"),
            label: None,
            steps: &[StepDescription::Hangup],
            line: 1,
        }]));
        let demo = Demo::description();
        let tree = Description {
            states: Box::leak(Box::new([StateDescription {
                branches,
                ..demo.states[0]
            }])),
            languages: &["en", "es"],
            ..*demo
        };
        let branches = Branches::of(&tree);
        for (digits, is) in [
            (None, "silence"),
            (Some("*"), "*"),
            (Some("7"), "digits"),
            (Some("07"), "digits"),
            (Some("42"), "digits"),
            (Some("4711"), "digits"),
            (Some("0"), "invalid"),
            (Some("21"), "invalid"),
            (Some("1234567"), "invalid"),
            (Some("**"), "invalid"),
        ] {
            let input = Input::from_digits(digits);
            for state in ["main_menu", "main_menu~es"] {
                assert_eq!(branches.label(state, input).as_str(), is, "{digits:?}");
            }
        }
    }
}
