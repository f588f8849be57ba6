//! A step of a call, and how it is written down until it has a row.

use std::borrow::Cow;

use crate::escapes::is_plain;
use crate::hexadecimal::Hexadecimal;
use crate::store::Statement;

/// Adds a step, unless it is there.
pub(super) const INSERT: &str = "INSERT INTO ivr_steps \
     (key, session_id, at, caller, state, input, outcome) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id, key) DO NOTHING";

/// As many values it takes.
pub(super) const COLUMNS: usize = 7;

/// One event and what became of it.
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

/// What an event is called, in a few parts so that a line can be made of them without making a
/// text of them first.
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
        self.write_rest(&mut text);
        text
    }

    fn write_rest(&self, text: &mut String) {
        if let Some(rest) = self.rest {
            text.push(':');
            text.push_str(Hexadecimal::of(rest).as_str());
        }
    }
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

    /// Adds a line that says it: its columns, with tabs between them.
    pub(super) fn write(&self, lines: &mut String) {
        escape(&self.key.id, lines);
        self.key.write_rest(lines);
        lines.push('\t');
        escape(&self.session, lines);
        lines.push('\t');
        lines.push_str(Hexadecimal::of(self.at.cast_unsigned()).as_str());
        lines.push('\t');
        escape(self.caller.as_deref().unwrap_or_default(), lines);
        // What the tree has named is written as it is.
        for name in [self.state, self.input, self.outcome] {
            lines.push('\t');
            lines.push_str(name);
        }
        lines.push('\n');
    }
}

/// Writes a text so that it has neither tabs nor ends of lines.
pub(super) fn escape(text: &str, lines: &mut String) {
    if is_plain(text.as_bytes()) {
        return lines.push_str(text);
    }
    for letter in text.chars() {
        match letter {
            '\t' => lines.push_str("\\t"),
            '\n' => lines.push_str("\\n"),
            '\\' => lines.push_str("\\\\"),
            _ => lines.push(letter),
        }
    }
}

/// Begins what is written otherwise than it is meant.
pub(super) const ESCAPE: u8 = b'\\';

/// The text that was written so.
pub(super) fn unescape(written: &str) -> String {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_is_read_as_it_was_written(text in r"[a\\\t\nnt é]{0,12}") {
            let mut written = String::new();
            escape(&text, &mut written);
            prop_assert!(!written.contains(['\t', '\n']));
            prop_assert_eq!(unescape(&written), text);
        }
    }
}
