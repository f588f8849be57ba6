//! Keeps phone numbers and digits out of the logs.

use std::fmt;

/// A text that we did not write, fit for a log: every longer run of digits is hidden,
/// and so is the tail of a very long text.
pub(crate) struct Redacted<'a>(pub(crate) &'a str);

/// As many digits in a row may stand in a log: a status code or a year, but nothing that
/// a caller keys in beyond a menu choice, and no phone number.
const SHOWN_DIGITS: usize = 4;

/// As many characters are shown.
const SHOWN_CHARS: usize = 200;

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(SHOWN_CHARS);
        let mut rest = end.map_or(self.0, |(end, _)| &self.0[..end]);
        while let Some(first) = rest.chars().next() {
            let digits = |c: char| c.is_ascii_digit() == first.is_ascii_digit();
            let run = rest.find(|c| !digits(c)).unwrap_or(rest.len());
            if first.is_ascii_digit() && run > SHOWN_DIGITS {
                f.write_str("[number]")?;
            } else {
                f.write_str(&rest[..run])?;
            }
            rest = &rest[run..];
        }
        if end.is_some() {
            f.write_str("...")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Redacted;

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
        ] {
            assert_eq!(Redacted(text).to_string(), shown);
        }
        let long = "é".repeat(300);
        assert_eq!(
            Redacted(&long).to_string(),
            format!("{}...", "é".repeat(200))
        );
    }
}
