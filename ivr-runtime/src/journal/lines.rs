//! Blocks as they were before they were bytes: a line for each step, with tabs between its columns. None
//! is written any more, but a server of before may have been killed with some.

use tracing::warn;

use super::step::{COLUMNS, INSERT};
use crate::store::{Statement, Value};

/// Has a row written for each line.
pub(super) fn rows(text: &str) -> Statement {
    let mut steps = Vec::new();
    for line in text.lines() {
        match columns(line) {
            Some(step) => steps.push(step),
            // One that somebody has changed by hand is not to keep the others from their rows.
            None => warn!("a step of a call can't be read, and is given up"),
        }
    }
    Statement::each(INSERT, steps)
}

/// The columns of a line, as [`INSERT`] takes them; `None` for one that is no step.
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
