//! Lays out one item of a tree, a menu, a transfer or a `match`.

use proc_macro2::Delimiter;

use super::{Body, Layout};
use crate::rust::{self, Rust};
use crate::tokens::Kind;

impl Layout<'_> {
    pub(super) fn item(&mut self, body: Body, close: usize) {
        // Each attribute is on a line of its own.
        while self.is_kind(0, Kind::Doc) || self.is(0, "#") {
            if self.is_kind(0, Kind::Doc) {
                self.put();
            } else {
                self.attribute(close);
            }
            if self.at >= close {
                return;
            }
            if self.on_one_line {
                self.page.space();
            } else {
                self.page.line();
                self.page.begin_item();
                self.gap_of_item(false);
            }
        }
        match body {
            Body::Tree => self.item_of_tree(close),
            Body::Match => self.arm(close),
            Body::Head | Body::Menu if self.is_label() => self.setting(close),
            Body::Menu if self.is(0, "play") => self.action(close),
            Body::Menu if self.is_prompt() => self.text(),
            _ => self.branch(close),
        }
    }

    /// `#[allow(unannounced_key)]`
    pub(super) fn attribute(&mut self, close: usize) {
        let end = self.token(1).map_or(self.at + 1, |token| token.close + 1);
        self.verbatim(end.min(close));
    }

    /// Whether the next text is a prompt, and not the key of a branch.
    pub(super) fn is_prompt(&self) -> bool {
        let keys = self.token(0).is_some_and(|token| is_keys(token.text)) && self.is_text(1);
        self.is_text(0) && !self.is(1, "=>") && !self.is(1, "|") && !keys
    }

    pub(super) fn item_of_tree(&mut self, close: usize) {
        let word = self.token(0).map_or("", |token| token.text);
        let named = self.is_kind(1, Kind::Word);
        match word {
            "use" | "let" => {
                let end = self.until(close, |token| token.text == ";");
                match word {
                    "let" if self.is(2, ":") => {
                        self.put();
                        self.put_spaced();
                        self.put();
                        self.rust(Rust::Type, end);
                        self.put();
                    }
                    _ => self.verbatim((end + 1).min(close)),
                }
            }
            "pub" => {
                self.put();
                if self.is_paren(0) {
                    let end = self.token(0).map_or(close, |token| token.close + 1);
                    self.verbatim(end.min(close));
                }
                self.page.space();
                self.item_of_tree(close);
            }
            "tree" if named => {
                self.put();
                self.put_spaced();
                if self.is_paren(0) {
                    self.put();
                    let end = self.until(close, |token| token.kind == Kind::Close);
                    self.rust_tight(Rust::Parameters, end);
                    self.put();
                }
                if self.is_brace(0) {
                    self.body(Body::Head);
                }
            }
            "start" if named => {
                self.put();
                self.page.space();
                self.item_of_tree(close);
            }
            "menu" if named => self.menu(),
            "part" if named => {
                self.put();
                self.put_spaced();
                if self.is_paren(0) {
                    self.list(close);
                }
                if self.is(0, "=>") {
                    self.put_spaced();
                    self.action(close);
                }
            }
            _ => self.branch(close),
        }
    }

    /// A menu, from its keyword on.
    pub(super) fn menu(&mut self) {
        self.put();
        if self.is_kind(0, Kind::Word) {
            self.put_spaced();
        }
        self.named();
        if self.is_brace(0) {
            self.body(Body::Menu);
        }
    }

    /// `as "id" was "old"`
    pub(super) fn named(&mut self) {
        while self.is(0, "as") || self.is(0, "was") {
            self.put_spaced();
            if self.is_kind(0, Kind::Word) || self.is_kind(0, Kind::Literal) {
                self.put_spaced();
            }
        }
    }

    /// `name: value`
    pub(super) fn setting(&mut self, close: usize) {
        let carriers = self.is(0, "carriers");
        self.put();
        self.put();
        if carriers && self.is_kind(0, Kind::Open(Delimiter::Bracket)) {
            self.page.space();
            return self.list(close);
        }
        self.value(close);
    }

    /// A value, up to the comma or the end: a text, Rust, or an argument of a part.
    pub(super) fn value(&mut self, close: usize) {
        let end = self.until(close, |token| token.text == ",");
        if self.is_text(0) && (self.at + 1 == end || self.is_brace(0)) {
            self.page.space();
            self.text();
        } else if self.is_rust(end) {
            self.rust(Rust::Expression, end);
        } else if self.is_kind(0, Kind::Word) {
            self.page.space();
            self.action(end);
        }
        if self.at < end {
            self.page.space();
            self.verbatim(end);
        }
    }

    /// `1 | 2 "label" => action`
    pub(super) fn branch(&mut self, close: usize) {
        let end = self.until(close, |token| token.text == "=>" || token.text == ",");
        if self.tokens.get(end).is_none_or(|token| token.text != "=>") || end == close {
            return self.verbatim(end);
        }
        let mut first = true;
        while self.at < end {
            let tight = self.is_range(0) || self.is_paren(0);
            if !first && !tight && !self.is_before_range() {
                self.page.space();
            }
            first = false;
            if self.is_brace(0) {
                self.versions();
            } else {
                let close = self.token(0).map_or(end, |token| token.close);
                if close > self.at {
                    self.verbatim((close + 1).min(end));
                } else {
                    self.put();
                }
            }
        }
        self.put_spaced();
        self.action_behind_arrow(close);
    }

    pub(super) fn is_range(&self, ahead: usize) -> bool {
        self.is(ahead, "..=") || self.is(ahead, "..")
    }

    /// Whether `..=` was written last.
    pub(super) fn is_before_range(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.is_some_and(|last| last.text == "..=" || last.text == "..")
    }

    /// `PATTERN if GUARD => action`
    pub(super) fn arm(&mut self, close: usize) {
        let end = self.until(close, |token| token.text == "=>");
        let comma = self.until(close, |token| token.text == ",");
        if end == close || comma < end && !rust::is_pattern(self.slice(end)) {
            return self.verbatim(comma);
        }
        self.rust_tight(Rust::Pattern, end);
        self.put_spaced();
        self.action_behind_arrow(close);
    }

    pub(super) fn action_behind_arrow(&mut self, close: usize) {
        if self.breaks_here() {
            self.page.line();
        }
        self.action(close);
    }
}

/// Whether a text such as `"42"` can be the keys of a branch.
fn is_keys(text: &str) -> bool {
    let keys = text.trim_matches('"');
    text.starts_with('"')
        && keys
            .chars()
            .all(|key| key.is_ascii_digit() || "*#".contains(key))
}
