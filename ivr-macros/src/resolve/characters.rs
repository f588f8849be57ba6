//! The characters of a text. The platform refuses some (status -1016), a speech engine takes others
//! for markup, and some only look like a key. In a value from outside the runtime replaces them
//! (`speech::clean`, which has the same rules); what an author writes, an author can mend.

use syn::LitStr;

use crate::diagnostics::{Errors, Report};
use crate::place::Place;

/// What is written in a text, with a space for each line break, and without what can't be spoken.
/// All that is wrong with its characters is one mistake.
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

/// A text that is written on several lines is spoken without their breaks.
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
                "leave it out, or write what it means",
            ),
            _ if let Some(key) = imitated(c) => (
                key,
                format!("`{c}` (U+{code:04X}) only looks like `{key}`"),
                if key == "*" { "write `*`" } else { "write `#`" },
            ),
            _ if is_unspeakable(c) => (
                " ",
                format!("the character U+{code:04X} can't be spoken"),
                "leave it out",
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

/// The key that a character is easily taken for.
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
            // Line and paragraph separators, and the signs of Unicode's bidirectional algorithm.
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            // No XML may hold these, and speech markup is XML.
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// `**1**`, `__1__`: what is bold on a page is spoken as it stands.
fn without_emphasis(mut text: String, wrong: &mut Vec<(String, String)>) -> String {
    for mark in ['*', '_'] {
        if let Some(clean) = unmarked(&text, mark) {
            let help = "a text has no markup: leave it out";
            wrong.push((format!("`{mark}{mark}` would be spoken"), help.to_owned()));
            text = clean;
        }
    }
    text
}

/// Without this mark where two of it stand before something and two behind it; nothing if nowhere
/// is. Keys may be pressed twice, and a pair that encloses nothing is left alone.
fn unmarked(text: &str, mark: char) -> Option<String> {
    let runs = runs(text, mark);
    let mut left: Vec<_> = runs.iter().map(|run| run.marks).collect();
    let mut close = 0;
    for open in 0..runs.len() {
        close = close.max(open + 1);
        while runs[open].opens && left[open] >= 2 && close < runs.len() {
            if runs[close].closes && left[close] >= 2 {
                let pairs = left[open].min(left[close]) / 2;
                left[open] -= 2 * pairs;
                left[close] -= 2 * pairs;
            } else {
                close += 1;
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

/// The same mark, several times in a row.
struct Run {
    begin: usize,
    marks: usize,
    /// Something follows it at once.
    opens: bool,
    /// It follows something at once.
    closes: bool,
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
                opens: false,
                closes: before.is_some_and(|c: char| !c.is_whitespace()),
            }),
            Some(run) if before == Some(mark) => {
                run.opens = c.is_alphanumeric() || matches!(c, '{' | '#');
            }
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
        ] {
            assert_eq!(read(text), (text.to_owned(), Vec::new()));
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
                "`**` would be spoken\nhelp: a text has no markup: leave it out",
            ),
            (
                "Press \u{2217}\u{2217}1\u{2217}\u{2217} & \u{2217}.",
                "Press 1 and *.",
                "`\u{2217}` (U+2217) only looks like `*`, and `&` can't be spoken, and `**` would be spoken\nhelp: write `*`\nhelp: write the word for `&`, such as `and`\nhelp: a text has no markup: leave it out",
            ),
            (
                "a\u{202e}b\u{7}c",
                "a b c",
                "the character U+202E can't be spoken\nhelp: leave it out",
            ),
            (
                "__Sale:__ ***two*** for ****one****",
                "Sale: *two* for one",
                "`**` would be spoken, and `__` would be spoken\nhelp: a text has no markup: leave it out",
            ),
            (
                "<break/>",
                " break/ ",
                "`<` is markup to a speech engine\nhelp: leave it out, or write what it means",
            ),
        ] {
            assert_eq!(read(text), (mended.to_owned(), vec![message.to_owned()]));
        }
    }
}
