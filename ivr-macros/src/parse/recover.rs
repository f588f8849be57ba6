//! Continues parsing after a mistake.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::{Token, token};

use super::Parser;

/// Maximum nesting depth of groups: far beyond any real menu, and well before recursion exhausts the stack. A level
/// takes up to 22 KiB if a macro is built without optimisation, as Cargo does even in release builds (measured: 15 for
/// a menu, 17 for a `match`, 22 for a transfer and for a block in an expression), and rustc's threads have 8 MiB.
pub(crate) const MAX_DEPTH: usize = 250;

/// Maximum nesting depth of lookups and retries. Their expansion is at least as deep, and rustc parses it by recursion:
/// it handles 200, and crashes at 247.
pub(crate) const MAX_ACTIONS: usize = 100;

/// Where groups are nested too deep. Walks with a list of its own instead of recursion.
pub(crate) fn too_deep(tokens: &TokenStream) -> Option<Span> {
    let mut levels = vec![tokens.clone().into_iter()];
    while let Some(level) = levels.last_mut() {
        match level.next() {
            Some(TokenTree::Group(group)) => {
                if levels.len() > MAX_DEPTH {
                    return Some(group.span_open());
                }
                levels.push(group.stream().into_iter());
            }
            Some(_) => {}
            None => {
                levels.pop();
            }
        }
    }
    None
}

impl Parser<'_> {
    /// Reports `error` and skips past the next comma, or past the braces that end an item.
    pub(super) fn drop_rest_of_item(&mut self, input: ParseStream<'_>, error: syn::Error) {
        self.errors.syntax(error);
        self.damaged = true;
        let mut dropped = Vec::new();
        while !input.is_empty() {
            let comma = input.peek(Token![,]);
            let braces = input.peek(token::Brace);
            match input.parse::<TokenTree>() {
                Ok(token) => dropped.push(token),
                Err(_) => break,
            }
            if comma || (braces && !continues(input)) {
                break;
            }
        }
        self.note_lost_names(dropped.into_iter().collect());
    }

    /// Records the menus and transfers that are declared in dropped tokens.
    pub(super) fn note_lost_names(&mut self, dropped: TokenStream) {
        let mut streams = vec![dropped];
        while let Some(stream) = streams.pop() {
            let mut declares = false;
            for token in stream {
                match token {
                    TokenTree::Ident(ident) if declares => {
                        self.lost_names.push(ident.to_string());
                        declares = false;
                    }
                    TokenTree::Ident(ident) => declares = ident == "menu" || ident == "as",
                    TokenTree::Group(group) => {
                        streams.push(group.stream());
                        declares = false;
                    }
                    TokenTree::Punct(_) | TokenTree::Literal(_) => declares = false,
                }
            }
        }
    }
}

/// Skips all remaining tokens.
pub(super) fn drain(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}

/// Whether the item continues after the braces that were just skipped.
fn continues(input: ParseStream<'_>) -> bool {
    input.peek(Token![,])
        || input.peek(Token![else])
        || input.peek(Token![as])
        || super::peek_word(input, "then")
}
