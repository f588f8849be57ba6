//! Tests the macro from tokens to pretty-printed Rust, without a compiler in the loop.

mod branches;
mod errors_page;
mod expansion;
mod failures;
mod one_cause;
mod parts;
mod prompts;
mod properties;
mod recordings;
mod suggestions;

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::diagnostics::Errors;

/// The messages of all errors in a tree.
fn mistakes(tree: &str) -> Vec<String> {
    errors(tree).messages()
}

/// All errors in a tree.
fn errors(tree: &str) -> Errors {
    let tokens: TokenStream = tree.parse().expect("the sample is made of Rust tokens");
    let mut errors = Errors::default();
    if let Some(tree) = crate::parse::tree(tokens, Vec::new(), &mut errors) {
        let model = crate::resolve::resolve(&tree, &mut errors);
        crate::check::check(&model, &mut errors);
    }
    errors
}

/// The expansion of a tree, formatted.
fn expanded(tree: &str) -> String {
    let tokens: TokenStream = tree.parse().expect("the sample is made of Rust tokens");
    let code = bare(crate::compiled(tokens).code);
    let file = syn::parse2(code).expect("the expansion is Rust");
    prettyplease::unparse(&file)
}

/// Removes the macro that hides tokens from rust-analyzer, because the contents of a macro would not be formatted.
fn bare(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut bare = TokenStream::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        // `:: ivr_runtime :: __compiler ! { { .. } }`
        let hidden = tokens
            .get(at + 5)
            .is_some_and(|token| token.to_string() == "__compiler");
        match (token, tokens.get(at + 7)) {
            (_, Some(TokenTree::Group(group))) if hidden => {
                let block = group.stream().into_iter().filter_map(|token| match token {
                    TokenTree::Group(block) => Some(self::bare(block.stream())),
                    _ => None,
                });
                bare.extend(block);
                at += 8;
                continue;
            }
            (TokenTree::Group(group), _) => {
                let inside = Group::new(group.delimiter(), self::bare(group.stream()));
                bare.extend([TokenTree::from(inside)]);
            }
            (token, _) => bare.extend([token.clone()]),
        }
        at += 1;
    }
    bare
}
