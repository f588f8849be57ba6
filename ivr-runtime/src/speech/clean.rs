//! What a text may hold when it comes from outside: a name, a note, a line of a database.

use std::borrow::Cow;

/// The platform speaks texts of at most so many characters.
pub const MAX_TEXT: usize = 3_000;

/// A value as it may stand in a text.
///
/// The platform refuses some characters (status -1016), and gives what is left to a speech engine
/// that may take it for markup. So what no text is made of becomes a space: control characters and
/// line breaks, signs that turn the direction of writing, and `<`, `>` and `&`.
///
/// ```
/// use ivr_runtime::speech::clean;
/// assert_eq!(clean("Ana Pérez"), "Ana Pérez");
/// assert_eq!(clean("Ana\n<break time='9s'/>"), "Ana  break time='9s'/ ");
/// ```
pub fn clean(value: &str) -> Cow<'_, str> {
    if !value.contains(is_foreign) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace(is_foreign, " "))
}

fn is_foreign(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '<' | '>' | '&'
            // Line and paragraph separators, and the signs of Unicode's bidirectional algorithm.
            | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            // No XML may hold these, and speech markup is XML.
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Cuts a text to what the platform speaks at most ([`MAX_TEXT`]).
///
/// A text that is longer would be refused, and the call with it; one whose end is missing is
/// heard. Only values from outside make a text so long: what a tree says itself was measured
/// when it was compiled.
pub fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MAX_TEXT) {
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{MAX_TEXT, clean, shorten};

    #[test]
    fn a_clean_value_is_left_alone() {
        for value in ["", "Zoë O'Neil-Łuk, 7%", "中村 花子", "👩🏽‍🍳", "é"] {
            assert!(matches!(clean(value), Cow::Borrowed(same) if same == value));
        }
    }

    #[test]
    fn what_no_text_is_made_of_becomes_a_space() {
        for (value, cleaned) in [
            ("a\0b\u{7f}c", "a b c"),
            ("one\r\ntwo\tthree", "one  two three"),
            ("AT&T", "AT T"),
            ("<say-as>&lt;", " say-as  lt;"),
            ("\u{202e}evil\u{2069}", " evil "),
            ("\u{feff}a\u{2028}b\u{85}c\u{ffff}", " a b c "),
        ] {
            assert_eq!(clean(value), cleaned);
            assert_eq!(clean(&clean(value)), cleaned);
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        for (characters, left) in [(0, 0), (MAX_TEXT, MAX_TEXT), (MAX_TEXT + 1, MAX_TEXT)] {
            let mut text = "é".repeat(characters);
            shorten(&mut text);
            assert_eq!(text, "é".repeat(left));
        }
    }
}
