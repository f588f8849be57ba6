//! Repairs the author's Rust as typed so far.
//!
//! rust-analyzer does not repair the output of macros, so this completes half-typed code.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, Parser as _};
use syn::{Expr, Pat, Type};

use crate::part::is_sign;

/// The longest readable start of an expression.
pub(super) fn expression(tokens: &[TokenTree]) -> Option<TokenStream> {
    readable(tokens, is::<Expr>)
}

/// The longest readable start of a pattern.
pub(super) fn pattern(tokens: &[TokenTree]) -> Option<TokenStream> {
    readable(tokens, |tokens| {
        Pat::parse_multi_with_leading_vert.parse2(tokens).is_ok()
    })
}

/// The longest readable start of a type.
pub(super) fn ty(tokens: &[TokenTree]) -> Option<TokenStream> {
    readable(tokens, is::<Type>)
}

fn is<T: Parse>(tokens: TokenStream) -> bool {
    syn::parse2::<T>(tokens).is_ok()
}

fn readable(tokens: &[TokenTree], is_code: fn(TokenStream) -> bool) -> Option<TokenStream> {
    /// Maximum number of tokens to remove. If that does not help, nothing will.
    const TRIES: usize = 32;
    let written: TokenStream = tokens.iter().cloned().collect();
    if is_code(written.clone()) {
        return Some(written);
    }
    let mended: Vec<_> = mended(written).into_iter().collect();
    let mut ends = (1..=mended.len()).rev().take(TRIES);
    ends.find_map(|end| {
        let read: TokenStream = mended.get(..end)?.iter().cloned().collect();
        is_code(read.clone()).then_some(read)
    })
}

/// Inserts a name where one is missing, after `.` and `::`.
fn mended(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut mended = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        let missing = !is_name(tokens.get(at + 1));
        mended.push(match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                let mut whole = Group::new(group.delimiter(), self::mended(group.stream()));
                whole.set_span(group.span());
                whole.into()
            }
            token => token.clone(),
        });
        let dot = is_sign(Some(token), '.')
            && !is_sign(before(1), '.')
            && !is_sign(tokens.get(at + 1), '.');
        let colons = is_sign(Some(token), ':') && is_sign(before(1), ':');
        let behind = is_sign(tokens.get(at + 1), '<') || is_sign(tokens.get(at + 1), '*');
        if missing && dot {
            // Its type is unknown, so that rust-analyzer reports nothing about it.
            mended.push(Ident::new("await", Span::call_site()).into());
        } else if missing && colons && !behind {
            mended.push(Ident::new("_missing", Span::call_site()).into());
        }
    }
    mended.into_iter().collect()
}

fn is_name(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::None,
        _ => false,
    }
}
