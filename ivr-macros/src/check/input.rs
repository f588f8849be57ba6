//! Formats inputs as in a tree.

use crate::model::On;

/// An input as written in a tree.
pub(super) fn input(on: On) -> String {
    match on {
        On::Key(key) => key.to_string(),
        On::Keyed(keys) => format!("\"{}\"", keys.as_str()),
        On::Number(low, high) => format!("{low}..={high}"),
        On::Digits(min, max) if min == max => format!("digits({min})"),
        On::Digits(min, max) => format!("digits({min}..={max})"),
        On::Silence => "silence".to_owned(),
        On::Leg(outcome) => outcome.word().to_owned(),
        On::Other => "_".to_owned(),
    }
}
