//! Lays out a tree.
//!
//! Each item of a body is on its own line, unless the author has put a short body on one line. Within an item, the
//! author's line breaks are kept before a text, `then` or `else`, and after `=>`.

mod item;
mod list;
mod step;
mod stretch;

use proc_macro2::Delimiter;

use crate::page::Page;
use crate::tokens::{Kind, Token};

/// Maximum width of a line with a whole body.
const WIDTH: usize = 100;

/// The contents of braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A whole tree, or parts.
    Tree,
    /// Settings.
    Head,
    Menu,
    Transfer,
    Match,
}

pub(crate) struct Layout<'s> {
    source: &'s str,
    tokens: Vec<Token<'s>>,
    at: usize,
    page: Page,
    /// Whether everything is put on one line, to measure it.
    on_one_line: bool,
}

impl<'s> Layout<'s> {
    pub(crate) fn new(source: &'s str, tokens: Vec<Token<'s>>, base: &str) -> Self {
        Self {
            source,
            tokens,
            at: 0,
            page: Page::new(base),
            on_one_line: false,
        }
    }

    /// The contents of the macro's braces, and the closing brace.
    pub(crate) fn block(mut self) -> String {
        let close = self.tokens.len().saturating_sub(1);
        self.page.open();
        self.items(Body::Tree, close);
        self.page.close();
        self.page.line();
        self.put();
        self.page.finish()
    }

    fn token(&self, ahead: usize) -> Option<&Token<'s>> {
        self.tokens.get(self.at + ahead)
    }

    fn is(&self, ahead: usize, text: &str) -> bool {
        self.token(ahead).is_some_and(|token| token.text == text)
    }

    fn is_kind(&self, ahead: usize, kind: Kind) -> bool {
        self.token(ahead).is_some_and(|token| token.kind == kind)
    }

    fn is_brace(&self, ahead: usize) -> bool {
        self.is_kind(ahead, Kind::Open(Delimiter::Brace))
    }

    fn is_paren(&self, ahead: usize) -> bool {
        self.is_kind(ahead, Kind::Open(Delimiter::Parenthesis))
    }

    fn is_text(&self, ahead: usize) -> bool {
        let literal = self.is_kind(ahead, Kind::Literal)
            && self
                .token(ahead)
                .is_some_and(|token| token.text.starts_with(['"', 'r']));
        literal || self.is_brace(ahead)
    }

    /// `name:`
    fn is_label(&self) -> bool {
        self.is_kind(0, Kind::Word) && self.is(1, ":")
    }

    /// Whether the author starts a line with this token.
    fn breaks_here(&self) -> bool {
        !self.on_one_line && self.token(0).is_some_and(|token| token.gap.newlines > 0)
    }

    /// Writes the next token unchanged, after the comments before it.
    fn put(&mut self) {
        let Some(token) = self.tokens.get_mut(self.at) else {
            return;
        };
        self.at += 1;
        let text = token.text;
        let gap = std::mem::take(&mut token.gap);
        for comment in &gap.comments {
            self.comment(comment.text, comment.newlines);
        }
        if !gap.comments.is_empty() && gap.newlines > 0 {
            self.page.line();
        }
        self.page.word(text);
    }

    fn put_spaced(&mut self) {
        self.page.space();
        self.put();
    }

    /// Writes the next token with the author's line break before it, unless it follows a bracket.
    fn put_broken(&mut self) {
        if self.breaks_here() && !self.page.has_closed() {
            self.page.line();
        }
        self.put_spaced();
    }

    fn comment(&mut self, text: &str, newlines: usize) {
        if newlines == 0 {
            self.page.trailing(text);
            // Text between comments continues after them.
            self.page.space();
        } else {
            self.page.line();
            self.page.word(text);
        }
        if text.starts_with("//") || newlines > 0 {
            self.page.line();
        }
    }

    /// The comments and the blank line before an item.
    fn gap_of_item(&mut self, first: bool) {
        let Some(token) = self.tokens.get_mut(self.at) else {
            return;
        };
        let gap = std::mem::take(&mut token.gap);
        let mut first = first;
        for comment in &gap.comments {
            if comment.newlines == 0 {
                self.page.trailing(comment.text);
            } else {
                if comment.newlines > 1 && !first {
                    self.page.blank_line();
                }
                self.page.line();
                self.page.begin_item();
                self.page.word(comment.text);
            }
            self.page.line();
            self.page.begin_item();
            first = false;
        }
        let closes = self.is_kind(0, Kind::Close);
        if gap.newlines > 1 && !first && !closes {
            self.page.blank_line();
        }
    }

    /// A body, from its opening brace to its closing one.
    fn body(&mut self, body: Body) {
        let open = self.at;
        let close = self.tokens.get(open).map_or(open, |token| token.close);
        self.page.space();
        self.put();
        if self.at == close && !self.tokens[close].breaks() {
            self.put();
            return;
        }
        let inside = self.tokens.get(self.at..=close).unwrap_or_default();
        if !self.on_one_line && (inside.iter().any(Token::breaks) || self.is_long(body, close)) {
            self.page.open();
            self.items(body, close);
            self.page.close();
            self.page.line();
        } else {
            let around = std::mem::replace(&mut self.on_one_line, true);
            self.items(body, close);
            self.on_one_line = around;
            self.page.space();
        }
        self.put();
    }

    /// Whether the body is too long for one line.
    fn is_long(&mut self, body: Body, close: usize) -> bool {
        let before = (self.at, self.page.clone());
        let lines = self.page.lines();
        self.on_one_line = true;
        self.items(body, close);
        self.on_one_line = false;
        let long = self.page.column() + " }".len() > WIDTH || self.page.lines() > lines;
        (self.at, self.page) = before;
        long
    }

    /// Items, up to the token with this index.
    fn items(&mut self, body: Body, close: usize) {
        let mut first = true;
        while self.at < close {
            if self.on_one_line {
                self.page.space();
            } else {
                self.page.line();
                self.page.begin_item();
                self.gap_of_item(first);
            }
            let before = self.at;
            self.item(body, close);
            if self.at == before {
                self.verbatim(self.at + 1);
            }
            if self.is(0, ",") && self.at < close {
                self.put();
            }
            first = false;
        }
        self.at = self.at.min(close);
        if !self.on_one_line {
            self.page.line();
            self.page.begin_item();
            self.gap_of_item(first);
        }
    }
}
