//! Cleans external text before it is spoken: a name, a note, a database field.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use super::Language;
use crate::logging::is_invisible;

/// Maximum length of a text that the platform speaks, in characters.
pub const MAX_TEXT: usize = 3_000;

/// Cleans a value for a text, in the language of the voice that speaks it.
///
/// The platform refuses some characters (status -1016), and passes the rest to a speech engine
/// that may interpret it as markup. So control characters,
/// line breaks, bidirectional controls, `<` and `>` become spaces. `&` becomes a word,
/// look-alikes of the keys `*` and `#` become these keys, and the marks of `**bold**`, `__bold__` and
/// `*emphasis*` are removed. In the texts of a tree, the compiler refuses all of these except line breaks, which
/// become spaces.
///
/// ```
/// use ivr_runtime::speech::{Language, clean};
/// assert_eq!(clean("Ana Pérez", Language::Spanish), "Ana Pérez");
/// assert_eq!(clean("O'Brien & Sons", Language::English), "O'Brien and Sons");
/// assert_eq!(clean("**Today:** fish", Language::English), "Today: fish");
/// assert_eq!(clean("Ana\n<break time='9s'/>", Language::English), "Ana break time='9s'/ ");
/// ```
pub fn clean(value: &str, language: Language) -> Cow<'_, str> {
    let mut text = plain(value, language);
    for mark in ['*', '_'] {
        if let Some(clean) = unmarked(&text, mark) {
            text = Cow::Owned(clean);
        }
    }
    text
}

/// Replaces characters that can't be spoken.
fn plain(value: &str, language: Language) -> Cow<'_, str> {
    if !value.contains(|c| replaced(c, language).is_some()) {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        let spaced = text.ends_with(char::is_whitespace);
        match replaced(c, language) {
            None => text.push(c),
            Some(" ") if spaced => {}
            Some(word) if c == '&' => {
                if !spaced && !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
                if rest.peek().is_some_and(|next| !next.is_whitespace()) {
                    text.push(' ');
                }
            }
            Some(instead) => text.push_str(instead),
        }
    }
    Cow::Owned(text)
}

/// The replacement for a character that can't be spoken.
fn replaced(c: char, language: Language) -> Option<&'static str> {
    match c {
        '&' => Some(language.pick(["and", "y", "et", "und", "+"])),
        '\u{2217}' | '\u{204e}' | '\u{fe61}' | '\u{ff0a}' | '\u{2731}' | '\u{22c6}' => Some("*"),
        '\u{266f}' | '\u{fe5f}' | '\u{ff03}' => Some("#"),
        _ => is_foreign(c).then_some(" "),
    }
}

fn is_foreign(c: char) -> bool {
    // Speech markup is XML.
    is_invisible(c) || matches!(c, '<' | '>')
}

/// Removes marks of emphasis: `**bold**`, `*one*` and `*several words*`; `None` if there
/// are none. A double mark may enclose anything. A single mark must open before a letter and close after a
/// character, without a letter on its other side: `*1*` are keys, and `snake_case` is a name. A pair that
/// encloses nothing is kept, because a key may be pressed twice.
fn unmarked(text: &str, mark: char) -> Option<String> {
    let runs = runs(text, mark);
    let mut left: Vec<_> = runs.iter().map(|run| run.marks).collect();
    for width in [2, 1] {
        let enough = |left: usize| left == width || left > width && width == 2;
        let mut close = 0;
        for open in 0..runs.len() {
            close = close.max(open + 1);
            while runs[open].opens(width) && enough(left[open]) && close < runs.len() {
                if runs[close].closes(width) && enough(left[close]) {
                    let pairs = left[open].min(left[close]) / width;
                    left[open] -= width * pairs;
                    left[close] -= width * pairs;
                } else {
                    close += 1;
                }
            }
        }
    }
    if left.iter().zip(&runs).all(|(left, run)| *left == run.marks) {
        return None;
    }
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (run, left) in runs.iter().zip(left) {
        clean.push_str(&text[from..run.begin]);
        clean.extend(std::iter::repeat_n(mark, left));
        from = run.begin + run.marks * mark.len_utf8();
    }
    clean.push_str(&text[from..]);
    Some(clean)
}

/// A run of the same mark.
struct Run {
    begin: usize,
    marks: usize,
    before: Option<char>,
    behind: Option<char>,
}

impl Run {
    /// Whether the run can open an emphasis.
    fn opens(&self, marks: usize) -> bool {
        self.behind.is_some_and(|behind| match marks {
            1 => !is_part_of_word(self.before) && (behind.is_alphabetic() || behind == '{'),
            _ => behind.is_alphanumeric() || matches!(behind, '{' | '#'),
        })
    }

    /// Whether the run can close an emphasis.
    fn closes(&self, marks: usize) -> bool {
        let before = self.before.is_some_and(|before| !before.is_whitespace());
        before && (marks > 1 || !is_part_of_word(self.behind))
    }
}

fn is_part_of_word(sign: Option<char>) -> bool {
    sign.is_some_and(char::is_alphanumeric)
}

fn runs(text: &str, mark: char) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        match runs.last_mut() {
            Some(run) if c == mark && before == Some(mark) => run.marks += 1,
            _ if c == mark => runs.push(Run {
                begin: at,
                marks: 1,
                before,
                behind: None,
            }),
            Some(run) if before == Some(mark) => run.behind = Some(c),
            _ => {}
        }
        before = Some(c);
    }
    runs
}

/// Truncates a value to a number of characters, but never within a grapheme, such as a letter with
/// its accent or an emoji with its colour.
pub(super) fn shorten(value: &str, room: usize) -> &str {
    let end = value.char_indices().nth(room).map(|(end, _)| end);
    let Some(end) = end else { return value };
    let signs = value.grapheme_indices(true).map(|(begin, _)| begin);
    let begin = signs.take_while(|begin| *begin <= end).last();
    &value[..begin.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Language, clean, shorten};

    #[test]
    fn a_clean_value_is_left_alone() {
        for value in ["", "Zoë O'Neil-Łuk, 7%", "中村 花子", "👩🏽‍🍳", "é"] {
            assert!(matches!(clean(value, Language::Other), Cow::Borrowed(same) if same == value));
        }
    }

    #[test]
    fn what_no_text_is_made_of_becomes_a_space() {
        for (value, cleaned) in [
            ("a\0b\u{7f}c", "a b c"),
            ("one\r\ntwo\tthree", "one two three"),
            ("<say-as>&lt;", " say-as and lt;"),
            ("\u{202e}evil\u{2069}", " evil "),
            ("\u{feff}a\u{2028}b\u{85}c\u{ffff}", " a b c "),
            ("\u{2217}1\u{ff03}", "*1#"),
        ] {
            let once = clean(value, Language::English);
            assert_eq!(once, cleaned);
            assert_eq!(clean(&once, Language::English), cleaned);
        }
    }

    #[test]
    fn an_ampersand_is_a_word_of_the_voice() {
        let words = ["and", "y", "et", "und", "+"];
        for (language, word) in Language::ALL.into_iter().zip(words) {
            for (value, cleaned) in [
                ("O'Brien & Sons", format!("O'Brien {word} Sons")),
                ("AT&T", format!("AT {word} T")),
                ("&", word.to_owned()),
                ("A &\nB", format!("A {word} B")),
            ] {
                assert_eq!(clean(value, language), cleaned);
            }
        }
    }

    #[test]
    fn emphasis_is_not_spoken() {
        for (value, cleaned) in [
            ("**Today:** fish", "Today: fish"),
            ("__Today:__ **fish**, **crab**", "Today: fish, crab"),
            ("\u{2217}\u{2217}1\u{2217}\u{2217}", "1"),
            ("***two*** and ****one****", "two and one"),
            ("*Today:* _fresh fish_, *crab*!", "Today: fresh fish, crab!"),
            // Keys may be pressed twice; a pair that encloses nothing is not emphasis.
            ("** or **1 or **2", "** or **1 or **2"),
            ("*1*, *67, 2*a*b, *a or b", "*1*, *67, 2*a*b, *a or b"),
            (
                "snake_case, a__ b, 2 * 3 ** 4, ****",
                "snake_case, a__ b, 2 * 3 ** 4, ****",
            ),
        ] {
            let once = clean(value, Language::English);
            assert_eq!(once, cleaned);
            assert_eq!(clean(&once, Language::English), cleaned);
        }
    }

    #[test]
    fn marks_without_end_take_no_time() {
        for value in [
            "**a ".repeat(200_000),
            "*a ".repeat(200_000),
            "*a* ".repeat(200_000),
            "**a**".repeat(200_000),
            "*".repeat(1_000_000),
        ] {
            let letters = value.matches('a').count();
            assert_eq!(
                clean(&value, Language::English).matches('a').count(),
                letters
            );
        }
    }

    #[test]
    fn a_value_is_cut_between_signs() {
        let value = "abce\u{301}👩🏽‍🍳";
        for (room, left) in [
            (0, ""),
            (3, "abc"),
            (4, "abc"),
            (5, "abce\u{301}"),
            (8, "abce\u{301}"),
            (9, value),
            (10, value),
        ] {
            assert_eq!(shorten(value, room), left, "{room}");
        }
    }
}
