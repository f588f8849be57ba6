//! A cursor over tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::part::{is_sign, is_word};

/// Walks through the tokens of one group.
#[derive(Clone)]
pub(super) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    pub(super) fn new(tokens: TokenStream) -> Self {
        let tokens = tokens.into_iter().collect();
        Self { tokens, at: 0 }
    }

    /// The remaining tokens.
    pub(super) fn rest(&self) -> &[TokenTree] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn take(&mut self, count: usize) -> &[TokenTree] {
        let from = self.at;
        self.at = (from + count).min(self.tokens.len());
        self.tokens.get(from..self.at).unwrap_or_default()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.take(count);
    }

    pub(super) fn is_word(&self, ahead: usize, word: &str) -> bool {
        is_word(self.peek(ahead), word)
    }

    pub(super) fn is_sign(&self, ahead: usize, sign: char) -> bool {
        is_sign(self.peek(ahead), sign)
    }

    /// Whether `=>` is there.
    pub(super) fn is_arrow(&self, ahead: usize) -> bool {
        self.is_sign(ahead, '=') && self.is_sign(ahead + 1, '>')
    }

    /// Whether it is `name:`, and not a path.
    pub(super) fn is_label(&self) -> bool {
        self.ident(0).is_some() && self.is_sign(1, ':') && !self.is_sign(2, ':')
    }

    pub(super) fn ident(&self, ahead: usize) -> Option<&Ident> {
        match self.peek(ahead) {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        }
    }

    pub(super) fn take_ident(&mut self) -> Option<Ident> {
        let ident = self.ident(0).cloned();
        self.skip(usize::from(ident.is_some()));
        ident
    }

    pub(super) fn take_word(&mut self, word: &str) -> Option<Ident> {
        match self.is_word(0, word) {
            true => self.take_ident(),
            false => None,
        }
    }

    pub(super) fn group(&self, ahead: usize, delimiter: Delimiter) -> Option<&Group> {
        match self.peek(ahead) {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    pub(super) fn take_group(&mut self, delimiter: Delimiter) -> Option<Self> {
        let group = self.group(0, delimiter)?.stream();
        self.skip(1);
        Some(Self::new(group))
    }

    /// Whether it is a text, or a text in several languages.
    pub(super) fn is_text(&self, ahead: usize) -> bool {
        match self.peek(ahead) {
            Some(TokenTree::Literal(literal)) => literal.to_string().starts_with(['"', 'r']),
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
            _ => false,
        }
    }

    /// Whether it is a text such as `"42"`, which may be the keys of a branch.
    pub(super) fn is_keys(&self) -> bool {
        self.peek(0).is_some_and(|token| {
            let text = token.to_string();
            let keys = text.trim_matches('"');
            text.starts_with('"') && crate::keys::Keyed::new(keys).is_some()
        })
    }

    /// The distance to the first match, or to the end.
    pub(super) fn until(&self, found: impl Fn(&Self, usize) -> bool) -> usize {
        let left = self.rest().len();
        (0..left).find(|ahead| found(self, *ahead)).unwrap_or(left)
    }
}
