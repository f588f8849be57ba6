//! The macro from tokens to pretty-printed Rust, without a compiler in the loop.

mod errors_page;
mod expansion;
mod parts;
mod prompts;
mod properties;
mod recordings;
mod suggestions;

use proc_macro2::TokenStream;

use crate::diagnostics::Errors;

/// The messages of everything that is wrong with a tree.
fn mistakes(tree: &str) -> Vec<String> {
    let tokens: TokenStream = tree.parse().expect("the sample is made of Rust tokens");
    let mut errors = Errors::default();
    if let Some(tree) = crate::parse::tree(tokens, Vec::new(), &mut errors) {
        let model = crate::resolve::resolve(&tree, &mut errors);
        crate::check::check(&model, &mut errors);
    }
    errors.messages()
}

/// What a tree expands to, formatted.
fn expanded(tree: &str) -> String {
    let tokens: TokenStream = tree.parse().expect("the sample is made of Rust tokens");
    let file = syn::parse2(crate::compile(tokens)).expect("the expansion is Rust");
    prettyplease::unparse(&file)
}
