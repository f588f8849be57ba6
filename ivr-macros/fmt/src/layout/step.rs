//! Lays out actions: steps joined by `then`.

use proc_macro2::Delimiter;

use super::{Body, Layout};
use crate::rust::Rust;
use crate::tokens::{Kind, Token};

impl Layout<'_> {
    /// Steps joined by `then`, up to the token with this index or to anything that is not a step.
    pub(super) fn action(&mut self, close: usize) {
        while self.at < close && (self.is(0, "#") || self.is_kind(0, Kind::Doc)) {
            let doc = self.is_kind(0, Kind::Doc);
            self.page.space();
            match doc {
                true => self.put(),
                false => self.attribute(close),
            }
            if doc {
                self.page.line();
            }
        }
        while self.at < close && self.is_kind(0, Kind::Word) && !self.is(1, "=>") {
            self.page.space();
            self.step(close);
            // The words of a prompt, after its recordings.
            let joined = self.is(0, "then") || self.is(0, "else");
            if !joined || self.at >= close {
                return;
            }
            self.put_broken();
            if self.is_text(0) && self.at < close {
                self.put_text();
                return;
            }
        }
    }

    pub(super) fn step(&mut self, close: usize) {
        let word = self.token(0).map_or("", |token| token.text);
        match word {
            "menu" => return self.menu(),
            "match" => {
                self.put();
                let end = self.end_of_question(close);
                if end < close {
                    self.rust(Rust::Expression, end);
                    self.body(Body::Match);
                }
                return;
            }
            _ => self.put(),
        }
        match word {
            "goto" | "speak" if self.is_kind(0, Kind::Word) => self.put_spaced(),
            "set" => {
                while self.at < close && !self.is(0, "=") && !self.is(0, ",") {
                    self.put_spaced();
                }
                if self.is(0, "=") && self.at < close {
                    self.put_spaced();
                    let end = self.until(close, |token| token.text == "then" || token.text == ",");
                    self.rust(Rust::Expression, end);
                }
                return;
            }
            _ => {}
        }
        if self.at < close && self.is_paren(0) {
            self.list(close);
        }
        if self.at < close && self.is_kind(0, Kind::Open(Delimiter::Bracket)) {
            self.page.space();
            self.list(close);
        }
        // A misspelt keyword of a spoken step is treated as the keyword.
        let speaks = matches!(word, "say" | "play" | "retry")
            || self.is_kind(0, Kind::Literal) && !self.breaks_here();
        if self.at < close && speaks && self.is_text(0) {
            self.put_text();
        }
        if self.at < close && !speaks {
            self.named();
            if word == "connect" && self.is_brace(0) {
                self.body(Body::Transfer);
            }
        }
    }

    /// The index of the braces around the arms of a `match`. The matched expression may begin with braces of its own.
    pub(super) fn end_of_question(&self, close: usize) -> usize {
        let is_brace = |token: &Token<'_>| token.kind == Kind::Open(Delimiter::Brace);
        let first = self.until(close, is_brace);
        let behind = self
            .tokens
            .get(first)
            .map_or(close, |token| token.close + 1);
        match first == self.at && behind < close && self.tokens.get(behind).is_some_and(is_brace) {
            true => behind,
            false => first,
        }
    }

    pub(super) fn put_text(&mut self) {
        if self.breaks_here() {
            self.page.line();
        }
        self.page.space();
        self.text();
    }

    pub(super) fn text(&mut self) {
        match self.is_brace(0) {
            true => self.versions(),
            false => self.put(),
        }
    }
}
