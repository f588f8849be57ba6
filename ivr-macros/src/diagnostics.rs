//! Collects everything that is wrong, so that one build shows it all.
//!
//! The wording follows rustc: lower case, no full stop, code in backticks; the message
//! says what is wrong, a `note:` gives context, and only a `help:` says how to mend it.

use std::fmt::Display;

use proc_macro2::TokenStream;

use crate::part::{Blame, Told};
use crate::place::Place;

/// One thing that is wrong.
#[derive(Debug)]
#[must_use = "a report says nothing until it is given to `Errors::report`"]
pub(crate) struct Report {
    place: Place,
    text: String,
    also: Vec<(Place, String)>,
}

impl Report {
    pub(crate) fn new(place: impl Into<Place>, message: impl Display) -> Self {
        Self {
            place: place.into(),
            text: message.to_string(),
            also: Vec::new(),
        }
    }

    pub(crate) fn help(self, help: impl Display) -> Self {
        self.line("help", help)
    }

    pub(crate) fn note(self, note: impl Display) -> Self {
        self.line("note", note)
    }

    /// Points at a second place that is part of the same mistake.
    ///
    /// Stable Rust shows one place for each error, so this becomes an error block of its
    /// own that follows the first at once.
    pub(crate) fn also(mut self, place: impl Into<Place>, message: impl Display) -> Self {
        self.also.push((place.into(), message.to_string()));
        self
    }

    fn line(mut self, kind: &str, text: impl Display) -> Self {
        // Lines after the first print aligned with it, above the snippet.
        self.text.push_str(&format!("\n{kind}: {text}"));
        self
    }
}

/// All that is wrong with one tree, in the order in which it was found.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    reports: Vec<syn::Error>,
    /// Which use of a part each belongs to.
    pub(crate) blame: Blame,
}

impl Errors {
    pub(crate) fn report(&mut self, report: Report) {
        let Told::New(second) = self.blame.tell(report.place, &report.text) else {
            return;
        };
        self.reports
            .push(syn::Error::new_spanned(report.place, report.text));
        for (place, text) in report.also.into_iter().chain(second) {
            self.reports.push(syn::Error::new_spanned(place, text));
        }
    }

    /// Takes over an error that the parser found.
    pub(crate) fn syntax(&mut self, error: syn::Error) {
        let place = Place::from(error.span());
        let Told::New(second) = self.blame.tell(place, &error.to_string()) else {
            return;
        };
        self.reports.push(error);
        if let Some((place, text)) = second {
            self.reports.push(syn::Error::new_spanned(place, text));
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

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.reports
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}
