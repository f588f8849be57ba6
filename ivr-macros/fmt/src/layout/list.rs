//! Lays out comma-separated lists in brackets.

use super::{Layout, WIDTH};
use crate::rust::Rust;
use crate::tokens::Kind;

impl Layout<'_> {
    /// `{ en: "..", es: ".." }`
    pub(super) fn versions(&mut self) {
        let close = self.token(0).map_or(self.at, |token| token.close);
        self.put();
        self.elements(close, true);
    }

    /// `(from: .., to: ..)`, `["..", ".."]`
    pub(super) fn list(&mut self, close: usize) {
        let end = self.token(0).map_or(close, |token| token.close).min(close);
        self.put();
        self.elements(end, false);
    }

    /// The comma-separated contents of brackets, and the closing bracket. They are on several lines if the author
    /// starts a line with any of them, or if one line would be too long.
    pub(super) fn elements(&mut self, close: usize, spaced: bool) {
        let lines = !self.on_one_line && (self.has_lines(close) || self.are_long(close, spaced));
        self.put_elements(close, spaced, lines);
    }

    pub(super) fn has_lines(&self, close: usize) -> bool {
        let inside = self.tokens.get(self.at..=close).unwrap_or_default();
        let mut at = self.at;
        let mut begins = true;
        while let Some(token) = self.tokens.get(at).filter(|_| at <= close) {
            if token.gap.newlines > 0 && (begins || at == close) {
                return true;
            }
            begins = token.text == ",";
            at = token.close + 1;
        }
        inside.iter().any(|token| !token.gap.comments.is_empty())
    }

    /// Whether there are several elements that are too long for one line.
    pub(super) fn are_long(&mut self, close: usize, spaced: bool) -> bool {
        if self.until(close, |token| token.text == ",") == close {
            return false;
        }
        let before = (self.at, self.page.clone());
        self.on_one_line = true;
        self.put_elements(close, spaced, false);
        self.on_one_line = false;
        let long = self.page.column() > WIDTH;
        (self.at, self.page) = before;
        long
    }

    pub(super) fn put_elements(&mut self, close: usize, spaced: bool, lines: bool) {
        if lines {
            self.page.open();
        } else if spaced && self.at < close {
            self.page.space();
        }
        let mut first = true;
        while self.at < close {
            if lines {
                self.page.line();
                self.page.begin_item();
                self.gap_of_item(first);
            } else if !first {
                self.page.space();
            }
            let before = self.at;
            if self.is_label() || self.is_kind(0, Kind::Literal) && self.is(1, ":") {
                self.put();
                self.put();
                self.value(close);
            } else {
                self.value_alone(close);
            }
            if self.is(0, ",") && self.at < close {
                self.put();
            }
            if self.at == before {
                self.verbatim(self.at + 1);
            }
            first = false;
        }
        if lines {
            self.page.line();
            self.page.begin_item();
            self.gap_of_item(first);
            self.page.close();
            self.page.line();
        } else if spaced && !first {
            self.page.space();
        }
        self.put();
    }

    /// A value that no name precedes.
    pub(super) fn value_alone(&mut self, close: usize) {
        let end = self.until(close, |token| token.text == ",");
        if self.is_text(0) && self.at + 1 == end {
            return self.text();
        }
        if self.is_brace(0) && self.token(0).is_some_and(|token| token.close + 1 == end) {
            return self.versions();
        }
        if self.is_kind(0, Kind::Word) && self.is_brace(1) && !self.is_rust(end) {
            // `twilio { "en-US-BenjaminRUS": "Polly.Matthew" }`
            self.put();
            self.page.space();
            self.versions();
        }
        if self.is_rust(end) {
            return self.rust_tight(Rust::Expression, end);
        }
        if self.is_kind(0, Kind::Word) && self.at < end {
            // An action that is an argument continues on the line of its first step.
            self.step(end);
            if self.at < end && (self.is(0, "then") || self.is(0, "else")) {
                self.put_broken();
                self.action(end);
            }
        }
        if self.at < end {
            self.verbatim(end);
        }
    }
}
