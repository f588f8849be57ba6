//! Collects all errors, so that one build reports them all.
//!
//! The wording follows rustc: lower case, no full stop, code in backticks; the message
//! says what is wrong, a `note:` gives context, and only a `help:` says how to fix it.

use std::fmt::Display;

use proc_macro2::{Ident, TokenStream};

use crate::part::{Blame, Told};
use crate::place::Place;

/// An error.
#[derive(Debug)]
#[must_use = "a report says nothing until it is given to `Errors::report`"]
pub(crate) struct Report {
    place: Place,
    message: String,
    /// Notes and helps, each with its kind.
    lines: Vec<(&'static str, String)>,
    /// The state that it is about, if the message does not name it.
    about: Option<Box<Ident>>,
}

impl Report {
    pub(crate) fn new(place: impl Into<Place>, message: impl Display) -> Self {
        Self {
            place: place.into(),
            message: message.to_string(),
            lines: Vec::new(),
            about: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.lines.push(("help", help.to_string()));
        self
    }

    pub(crate) fn note(mut self, note: impl Display) -> Self {
        self.lines.push(("note", note.to_string()));
        self
    }

    /// Names a second place that is part of the same mistake: "`a` is first declared on line 7".
    ///
    /// Stable Rust shows one place for each error, and a second error would count as another
    /// mistake, so this becomes a note with the line.
    pub(crate) fn also(self, place: impl Into<Place>, what: impl Display) -> Self {
        let place = place.into();
        let (line, file) = (place.line(), place.file());
        if file == self.place.file() {
            self.note(format!("{what} on line {line}"))
        } else {
            self.note(format!("{what} on line {line} of {file}"))
        }
    }

    /// Sets the state that it is about. In a part, it is the same mistake for each use.
    pub(crate) fn about(mut self, state: &Ident) -> Self {
        self.about = Some(Box::new(state.clone()));
        self
    }

    /// Omits the line if it is unknown.
    fn leave_lines_out(&mut self) {
        let line = self.place.line();
        let unknown = [
            format!(", and that is on line {line}"),
            format!(", on line {line}"),
            format!(" on line {line}"),
        ];
        let bare = |text: &str| {
            unknown
                .iter()
                .fold(text.to_owned(), |text, unknown| text.replace(unknown, ""))
        };
        self.message = bare(&self.message);
        for (_, text) in &mut self.lines {
            *text = bare(text);
        }
        // "the branch is on line 7"
        self.lines.retain(|(_, text)| !text.ends_with(" is"));
    }

    /// Lines after the first print aligned with it, above the snippet.
    fn text(&self) -> String {
        let mut text = self.message.clone();
        // Notes come before helps.
        for shown in ["note", "help"] {
            for (kind, line) in self.lines.iter().filter(|(kind, _)| *kind == shown) {
                text.push_str(&format!("\n{kind}: {line}"));
            }
        }
        text
    }
}

/// All errors of a tree, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    reports: Vec<syn::Error>,
    /// The use of a part to which each belongs.
    pub(crate) blame: Blame,
}

impl Errors {
    pub(crate) fn report(&mut self, mut report: Report) {
        if !report.place.is_known() {
            report.leave_lines_out();
        }
        let about = report.about.as_deref();
        match self.blame.tell(report.place, &report.text(), about) {
            Told::Before => return,
            Told::New(None) => {}
            Told::New(Some((place, what))) => {
                report = report.also(place, what);
                if !place.is_known() {
                    report.leave_lines_out();
                }
            }
        }
        self.reports
            .push(syn::Error::new_spanned(report.place, report.text()));
    }

    /// Adds an error of the parser.
    pub(crate) fn syntax(&mut self, error: syn::Error) {
        for error in error {
            // Both ends of its span; syn returns only the first.
            let place = Place::of(error.to_compile_error());
            let text = error.to_string();
            let mut lines = text.split("\nhelp: ");
            let message = lines.next().unwrap_or_default();
            let report = Report::new(place, message);
            self.report(lines.fold(report, Report::help));
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.reports
            .iter()
            .flat_map(|error| error.clone().into_iter().map(|e| e.to_string()))
            .collect()
    }

    /// The line on which each message begins.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> Vec<usize> {
        let starts = self.reports.iter().map(|error| error.span().start());
        starts.map(|start| start.line).collect()
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.reports
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    #[test]
    fn an_unknown_place_has_no_line() {
        let mut errors = Errors::default();
        let nowhere = Span::call_site();
        let report = Report::new(
            nowhere,
            format!("first used on line {}", Place::from(nowhere).line()),
        );
        errors.report(report.also(nowhere, "`a` is declared").help("remove it"));
        assert_eq!(
            errors.messages(),
            ["first used\nnote: `a` is declared\nhelp: remove it"]
        );
    }
}
