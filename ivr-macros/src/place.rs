//! A location in the source.

use proc_macro2::{Ident, LineColumn, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Lit, LitStr};

/// A stretch of source, from the start of one token to the end of another.
///
/// Joining two spans into one is not possible on stable, but an error that is reported on
/// two tokens underlines from the first to the second, so both ends are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    start: Span,
    end: Span,
}

impl Place {
    /// The place of several tokens. For a single one, [`From`] is cheaper: it does not ask the compiler.
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut tokens = tokens.into_token_stream().into_iter();
        let first = tokens.next();
        let start = first.as_ref().map_or_else(Span::call_site, |t| t.span());
        let end = tokens.last().or(first).map_or(start, |t| t.span());
        Self { start, end }
    }

    pub(crate) const fn between(start: Span, end: Span) -> Self {
        Self { start, end }
    }

    pub(crate) const fn to(self, end: Self) -> Self {
        Self {
            start: self.start,
            end: end.end,
        }
    }

    /// Whether the compiler knows the location. rust-analyzer reports the same point for every token.
    pub(crate) fn is_known(self) -> bool {
        self.start.start() != self.start.end()
    }

    /// The line and column where it starts, which identify it.
    pub(crate) fn start(self) -> (usize, usize) {
        let start = self.start.start();
        (start.line, start.column)
    }

    /// Line in the source file, from 1.
    pub(crate) fn line(self) -> u32 {
        u32::try_from(self.start.start().line).unwrap_or(u32::MAX)
    }

    /// Where it starts.
    pub(crate) fn position(self) -> Position {
        Position::new(self.file(), self.start.start())
    }

    /// Does `other` start in here?
    pub(crate) fn holds(self, other: Self) -> bool {
        let end = Position::new(self.end.file(), self.end.end());
        self.file() == other.file() && (self.position()..end).contains(&other.position())
    }

    /// The file that it is in.
    pub(crate) fn file(self) -> String {
        self.start.file()
    }
}

/// A point of a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position {
    file: String,
    line: usize,
    column: usize,
}

impl Position {
    const fn new(file: String, at: LineColumn) -> Self {
        Self {
            file,
            line: at.line,
            column: at.column,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::between(span, span)
    }
}

impl From<&Lit> for Place {
    fn from(literal: &Lit) -> Self {
        literal.span().into()
    }
}

impl From<&LitStr> for Place {
    fn from(literal: &LitStr) -> Self {
        literal.span().into()
    }
}

impl From<&Ident> for Place {
    fn from(ident: &Ident) -> Self {
        ident.span().into()
    }
}

/// Two tokens that carry the ends, as `syn::Error::new_spanned` wants them.
impl ToTokens for Place {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(quote_spanned!(self.start=> _));
        tokens.extend(quote_spanned!(self.end=> _));
    }
}
