//! Keeps phone numbers and digits out of the logs.

use std::fmt::{self, Display as _};

use crate::logging::Printable;

/// An untrusted text, made safe for a log: anything that may be a phone number or a caller's keys is
/// masked, control characters are escaped, and a very long text is truncated.
pub(crate) struct Redacted<'a>(pub(crate) &'a str);

/// The same for an id, which may show short numbers, because they tell ids apart.
pub(crate) struct RedactedId<'a>(pub(crate) &'a str);

/// Maximum number of consecutive digits shown in a text: enough for a status code or a year, but not for
/// what a caller enters beyond a menu choice.
const SHOWN_DIGITS: usize = 4;

/// Minimum number of digits of a phone number, not counting separators.
const PHONE_NUMBER: usize = 7;

/// Maximum number of separators between two digits of one number: `(65) - 91`.
const SEPARATORS: usize = 3;

/// Maximum number of characters shown.
const SHOWN_CHARS: usize = 200;

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(SHOWN_CHARS);
        let shown = end.map_or(self.0, |(end, _)| &self.0[..end]);
        redact(shown, SHOWN_DIGITS, f)?;
        if end.is_some() {
            f.write_str("...")?;
        }
        Ok(())
    }
}

impl fmt::Display for RedactedId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact(self.0, PHONE_NUMBER - 1, f)
    }
}

/// Writes a text, and masks each number with more than `shown` consecutive digits, or with as many digits
/// as a phone number.
fn redact(text: &str, shown: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = text;
    while let Some(begin) = rest.find(char::is_numeric) {
        let (before, from) = rest.split_at(begin);
        let (number, after) = from.split_at(number(from));
        let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
        let in_a_row = number.split(|c: char| !c.is_numeric()).map(digits).max();
        Printable(before).fmt(f)?;
        if in_a_row > Some(shown) || digits(number) >= PHONE_NUMBER {
            f.write_str("[number]")?;
        } else {
            Printable(number).fmt(f)?;
        }
        rest = after;
    }
    Printable(rest).fmt(f)
}

/// The length of the number at the start of a text, as people and programs write one: digits, with spaces or
/// any punctuation between them, but a colon, which separates hours from minutes, and a port from its address.
fn number(text: &str) -> usize {
    let mut end = 0;
    let mut separators = 0;
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            end = at + c.len_utf8();
            separators = 0;
        } else if separators < SEPARATORS && !c.is_alphanumeric() && c != ':' {
            separators += 1;
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{Redacted, RedactedId};

    #[test]
    fn numbers_are_hidden_and_words_are_not() {
        for (text, shown) in [
            ("", ""),
            ("no table", "no table"),
            (
                "no table for +6591234567 at 1900",
                "no table for +[number] at 1900",
            ),
            ("12345", "[number]"),
            ("1234", "1234"),
            ("é12345é", "é[number]é"),
            ("call +65 9123 4567 back", "call +[number] back"),
            ("65-9123-4567", "[number]"),
            ("65.9123.4567.", "[number]."),
            (
                "(65) 9123-4567 or (0) 91/23/45/67",
                "([number] or ([number]",
            ),
            ("[65] 9123 [4567]", "[[number]]"),
            ("65_9123_4567", "[number]"),
            ("65*9123*4567, 65~9123~4567", "[number]"),
            ("+65%209123%204567", "+[number]"),
            ("65 · 9123 · 4567", "[number]"),
            ("+65\u{a0}9123\u{2011}4567", "+[number]"),
            ("sip:+65-9123-4567@example.com", "sip:+[number]@example.com"),
            ("６５９１２３４５６７", "[number]"),
            (
                "at 19:30, table 12, code 503",
                "at 19:30, table 12, code 503",
            ),
            ("\u{1b}[2J", "\\u{1b}[2J"),
        ] {
            assert_eq!(Redacted(text).to_string(), shown);
        }
        for (id, shown) in [
            ("call-123456", "call-123456"),
            ("call-1234567", "call-[number]"),
            ("call 65 9123 4567", "call [number]"),
            ("call_65_9123_4567", "call_[number]"),
            ("+65%209123%204567@host", "+[number]@host"),
            ("10.0.0.1:8080", "10.0.0.1:8080"),
        ] {
            assert_eq!(RedactedId(id).to_string(), shown);
        }
        let long = "é".repeat(300);
        assert_eq!(
            Redacted(&long).to_string(),
            format!("{}...", "é".repeat(200))
        );
    }
}
