//! Checks the characters of texts. The platform refuses some (status -1016), speech engines interpret others
//! as markup, and some only look like a key. In values, the runtime replaces them
//! (`speech::clean`, with the same rules); the author can correct a text.

use syn::LitStr;

use crate::diagnostics::{Errors, Report};
use crate::place::Place;

/// The text of a literal, with line breaks replaced by spaces, and without characters that can't be spoken. All wrong
/// characters are one error.
pub(super) fn written(literal: &LitStr, errors: &mut Errors) -> String {
    let mut wrong = Vec::new();
    let text = one_line(&literal.value());
    let text = without_foreign(&text, &mut wrong);
    let text = without_emphasis(text, &mut wrong);
    if !wrong.is_empty() {
        let (what, mut helps): (Vec<_>, Vec<_>) = wrong.into_iter().unzip();
        helps.dedup();
        let report = Report::new(Place::from(literal), what.join(", and "));
        errors.report(helps.into_iter().fold(report, Report::help));
    }
    text
}

/// Joins the lines of a text: it is spoken without their breaks.
fn one_line(text: &str) -> String {
    let lines: Vec<_> = text.split(['\n', '\r']).collect();
    let Some((first, rest)) = lines.split_first() else {
        return String::new();
    };
    let mut text = (*first).to_owned();
    for line in rest {
        text.truncate(text.trim_end().len());
        text.push(' ');
        text.push_str(line.trim_start());
    }
    text.replace('\t', " ")
}

fn without_foreign(text: &str, wrong: &mut Vec<(String, String)>) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut told = String::new();
    for c in text.chars() {
        let code = u32::from(c);
        let (instead, what, help) = match c {
            '&' => (
                "and",
                "`&` can't be spoken".to_owned(),
                "write the word for `&`, such as `and`",
            ),
            '<' | '>' => (
                " ",
                format!("`{c}` is markup to a speech engine"),
                "remove it, or write what it means",
            ),
            _ if let Some(key) = imitated(c) => (
                key,
                format!("`{c}` (U+{code:04X}) only looks like `{key}`"),
                if key == "*" { "write `*`" } else { "write `#`" },
            ),
            _ if is_unspeakable(c) => (
                " ",
                format!("the character U+{code:04X} can't be spoken"),
                "remove it",
            ),
            _ => {
                clean.push(c);
                continue;
            }
        };
        clean.push_str(instead);
        if !told.contains(c) {
            told.push(c);
            let help = help.to_owned();
            if wrong.iter().all(|(_, told)| *told != help) {
                wrong.push((what, help));
            }
        }
    }
    clean
}

/// The key that a character is easily mistaken for.
const fn imitated(c: char) -> Option<&'static str> {
    match c {
        '\u{2217}' | '\u{204e}' | '\u{fe61}' | '\u{ff0a}' | '\u{2731}' | '\u{22c6}' => Some("*"),
        '\u{266f}' | '\u{fe5f}' | '\u{ff03}' => Some("#"),
        _ => None,
    }
}

fn is_unspeakable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Line and paragraph separators, and the control characters of Unicode's bidirectional algorithm.
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            // Not allowed in XML, and speech markup is XML.
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Removes `**1**`, `__1__`, `*now*`: emphasis on a page, but spoken literally.
fn without_emphasis(mut text: String, wrong: &mut Vec<(String, String)>) -> String {
    for mark in ['*', '_'] {
        if let Some(clean) = unmarked(&text, mark) {
            let help = "texts have no markup; remove it";
            let twice = format!("{mark}{mark}");
            let what = if clean.matches(&twice).count() < text.matches(&twice).count() {
                format!("`{twice}` would be spoken")
            } else {
                format!("the `{mark}` around words would be spoken")
            };
            wrong.push((what, help.to_owned()));
            text = clean;
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::LitStr;

    use super::written;
    use crate::diagnostics::Errors;

    fn read(text: &str) -> (String, Vec<String>) {
        let mut errors = Errors::default();
        let written = written(&LitStr::new(text, Span::call_site()), &mut errors);
        (written, errors.messages())
    }

    #[test]
    fn what_can_be_spoken_is_left_alone() {
        for text in [
            "Para español, oprima el 2; हिंदी के लिए 2 दबाएं।",
            "To go on press ** or **1 or **2, else press *.",
            "Press *, or press # and ##.",
            "👩🏽‍🍳 7% of 3 + 4, snake_case and a__ b",
            "Press *1*, or *67 and *#, or 2*a*b, or *help or 1, _a or b.",
        ] {
            assert_eq!(read(text), (text.to_owned(), Vec::new()));
        }
    }

    /// The runtime cleans values, and can't share code with a macro. So its code must be the same.
    #[test]
    fn the_runtime_has_the_same_rules_for_values() {
        let read = |file: &str| {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(folder.join(file)).unwrap()
        };
        let between = |file: &str, from: &str, to: &str| {
            let text = read(file);
            let (_, behind) = text
                .split_once(from)
                .unwrap_or_else(|| panic!("{file}: {from}"));
            let (inside, _) = behind
                .split_once(to)
                .unwrap_or_else(|| panic!("{file}: {to}"));
            inside
                .replace("// ", "")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let here = "src/resolve/characters.rs";
        let clean = "../ivr-runtime/src/speech/clean.rs";
        let printable = "../ivr-runtime/src/logging/printable.rs";
        let (from, to) = ("fn unmarked(", "\n    runs\n}");
        assert_eq!(between(here, from, to), between(clean, from, to));
        for (from, to) in [("'\\u{2217}'", " =>"), ("'\\u{266f}'", " =>")] {
            assert_eq!(between(here, from, to), between(clean, from, to));
        }
        for (from, to) in [("'\\u{2028}'", "\n"), ("'\\u{feff}'", "\n")] {
            assert_eq!(between(here, from, to), between(printable, from, to));
        }
    }

    #[test]
    fn lines_are_joined() {
        let (text, errors) = read("Good day.\r\n      Press 1,\n\tor wait.\tThank you.");
        assert_eq!(text, "Good day. Press 1, or wait. Thank you.");
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn all_that_is_wrong_with_a_text_is_one_mistake() {
        for (text, mended, message) in [
            (
                "Press **1** or **2**.",
                "Press 1 or 2.",
                "`**` would be spoken\nhelp: texts have no markup; remove it",
            ),
            (
                "Press \u{2217}\u{2217}1\u{2217}\u{2217} & \u{2217}.",
                "Press 1 and *.",
                "`\u{2217}` (U+2217) only looks like `*`, and `&` can't be spoken, and `**` would be spoken\nhelp: write `*`\nhelp: write the word for `&`, such as `and`\nhelp: texts have no markup; remove it",
            ),
            (
                "a\u{202e}b\u{7}c",
                "a b c",
                "the character U+202E can't be spoken\nhelp: remove it",
            ),
            (
                "__Sale:__ ***two*** for ****one****",
                "Sale: two for one",
                "`**` would be spoken, and `__` would be spoken\nhelp: texts have no markup; remove it",
            ),
            (
                "We have *fish* and _fresh {thing}_. Press *1*.",
                "We have fish and fresh {thing}. Press *1*.",
                "the `*` around words would be spoken, and the `_` around words would be spoken\nhelp: texts have no markup; remove it",
            ),
            (
                "<break/>",
                " break/ ",
                "`<` is markup to a speech engine\nhelp: remove it, or write what it means",
            ),
        ] {
            assert_eq!(read(text), (mended.to_owned(), vec![message.to_owned()]));
        }
    }
}
