//! Spans of generated code: those of the author's tokens, so that rustc reports its errors there.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Expr, Ident};

use crate::model::Arm;

/// The location of an author's token with our hygiene: names resolve as ours, and lints treat it as generated.
pub(super) fn under(author: Span) -> Span {
    author.resolved_at(Span::call_site())
}

/// A `match` whose keyword and braces have the author's spans.
pub(super) fn lookup(
    (keyword, braces): (Span, Span),
    question: &Expr,
    arms: TokenStream,
) -> TokenStream {
    let keyword = Ident::new("match", under(keyword));
    let mut arms = Group::new(Delimiter::Brace, arms);
    arms.set_span(under(braces));
    quote!(#keyword #question #arms)
}

/// An arm that ends where the author's does: rustc suggests a missing arm after the last one.
pub(super) fn arm(arm: &Arm<'_>, code: TokenStream) -> TokenStream {
    let head = &arm.head;
    let mut tokens = code.into_iter().peekable();
    // The tokens of the `match` already have their spans.
    let is_placed = matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == "match");
    let code = tokens.map(|mut token| {
        if !is_placed {
            token.set_span(under(arm.ast.end));
        }
        token
    });
    let code: TokenStream = code.collect();
    quote!(#head => #code,)
}
