//! Escapes untrusted text for a terminal: a caller's id must not move the cursor or add a line.

use std::fmt::{self, Display, Formatter, Write};

/// An untrusted text, on one line. [Invisible](is_invisible) characters are escaped as in a Rust
/// literal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printable<'a>(pub(crate) &'a str);

/// A JSON document that contains untrusted texts. Invisible characters are escaped as in JSON, so that the
/// document stays the same for programs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrintableJson<'a>(pub(crate) &'a str);

/// Whether a character acts instead of being displayed: a control character, such as the start of
/// an escape sequence; a line break; a bidirectional control.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            // Byte order marks and noncharacters.
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

impl Display for Printable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            if is_invisible(c) {
                write!(f, "{}", c.escape_default())
            } else {
                f.write_char(c)
            }
        })
    }
}

impl Display for PrintableJson<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            // Of the characters below, only spaces and line breaks between values remain.
            if is_invisible(c) && c > '~' {
                write!(f, "\\u{:04x}", u32::from(c))
            } else {
                f.write_char(c)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_what_is_seen_is_not() {
        for (text, printed) in [
            ("", ""),
            ("Ana Pérez, 中村, 👩🏽‍🍳", "Ana Pérez, 中村, 👩🏽‍🍳"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\r\n\tb\0", "a\\r\\n\\tb\\u{0}"),
            ("\u{202e}9876\u{2069}", "\\u{202e}9876\\u{2069}"),
            ("a\u{2028}b", "a\\u{2028}b"),
        ] {
            assert_eq!(Printable(text).to_string(), printed);
        }
    }

    #[test]
    fn a_document_means_the_same() {
        let document =
            serde_json::json!({"id": "\u{1b}[2J\u{9b}2J\u{202e}é\u{7f}", "n": [1, "\n"]});
        let printed = PrintableJson(&format!("{document:#}")).to_string();
        assert!(printed.chars().all(|c| c == '\n' || !is_invisible(c)));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&printed).unwrap(),
            document
        );
    }
}
