//! Blocks as they were before they were bytes: a line for each step, with tabs between its columns. None
//! is written any more, but a server of before may have been killed with some.

use super::step::COLUMNS;
use crate::store::Value;

/// The columns of each line; `None` for one that is no step.
pub(super) fn steps(text: &str) -> Vec<Option<[Value; COLUMNS]>> {
    text.lines().map(columns).collect()
}

/// The columns of one line, in the order of those that a step's row is written with.
fn columns(line: &str) -> Option<[Value; COLUMNS]> {
    let columns: Vec<_> = line.split('\t').collect();
    let [key, session, at, caller, state, input, outcome] = columns.try_into().ok()?;
    let at = u64::from_str_radix(at, 16).ok()?.cast_signed();
    let caller = Some(caller).filter(|caller| !caller.is_empty());
    Some([
        unescape(key).into(),
        unescape(session).into(),
        at.into(),
        caller.map(unescape).into(),
        state.into(),
        input.into(),
        outcome.into(),
    ])
}

/// The text that was written without tabs and ends of lines.
fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                other => other.unwrap_or('\\'),
            },
            plain => plain,
        });
    }
    text
}
