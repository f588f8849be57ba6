//! The view of a tree for editors, even if it can't be parsed.
//!
//! rust-analyzer completes, documents and highlights tokens that a macro emits as code, at their first occurrence. So the
//! expansion begins with a view of the tree as code: menus are variants, each `goto` is a use of one, keywords
//! are uses of documented items of the runtime (`ivr_runtime::editor`), and the author's expressions follow as
//! typed so far. All are in one function, so that every use of a parameter refers to the same item.
//!
//! The view is generated from tokens, not from the output of [`parse`](crate::parse), which lacks most of a half-typed
//! tree. It is wrapped in a macro of the runtime that is empty for rustc.

mod action;
mod code;
mod cursor;
mod items;
mod text;

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::part::{self, Imported};
use cursor::Cursor;

/// Maximum number of tokens, about four hundred menus. Of a larger tree the editor sees only names: it reads the whole
/// view again with each key press.
const MOST_TOKENS: usize = 20_000;

/// The view of an `ivr!`, after the parts that it imports.
pub(crate) fn tree(tokens: &TokenStream, imported: &[Imported]) -> TokenStream {
    let mut view = View::new(tokens);
    for part in imported {
        view.declare_part(&part.name);
    }
    let mut cursor = Cursor::new(tokens.clone());
    let parameters = view.head(&mut cursor);
    view.find_parts(&cursor);
    let mut code = TokenStream::new();
    view.items(&mut cursor, items::Place::Tree, &mut code);
    view.finish(&parameters, &code)
}

/// The view of an `ivr_part!`.
pub(crate) fn parts(tokens: &TokenStream) -> TokenStream {
    let mut view = View::new(tokens);
    let mut cursor = Cursor::new(tokens.clone());
    view.find_parts(&cursor);
    let mut code = TokenStream::new();
    view.items(&mut cursor, items::Place::Parts, &mut code);
    view.finish(&TokenStream::new(), &code)
}

struct View {
    /// Whether expressions and words are included, and not only names.
    whole: bool,
    /// Variants for menus and transfers.
    menus: TokenStream,
    /// Variants for languages.
    languages: TokenStream,
    /// Variants for parts.
    parts: TokenStream,
    /// The parameters of each part: names and kinds.
    takes: BTreeMap<String, Vec<(Ident, String)>>,
    /// Constants for what a call remembers: a pattern that binds the name is a use of it.
    remembered: TokenStream,
    remembers: BTreeMap<String, TokenStream>,
    /// The code of menus and parts, outside the scope of names bound where they are declared.
    blocks: TokenStream,
    /// The parameters of the current part.
    given: Vec<String>,
}

impl View {
    fn new(tokens: &TokenStream) -> Self {
        Self {
            whole: part::measure(tokens).1 <= MOST_TOKENS,
            menus: TokenStream::new(),
            languages: TokenStream::new(),
            parts: TokenStream::new(),
            takes: BTreeMap::new(),
            remembered: TokenStream::new(),
            remembers: BTreeMap::new(),
            blocks: TokenStream::new(),
            given: Vec::new(),
        }
    }

    fn finish(self, parameters: &TokenStream, code: &TokenStream) -> TokenStream {
        let Self {
            menus,
            languages,
            parts,
            remembered,
            blocks,
            ..
        } = self;
        quote! {
            ::ivr_runtime::__editor! {{
                mod _tree {
                    pub use ::ivr_runtime::editor::*;
                    pub enum Menu { #menus }
                    pub enum Language { #languages }
                    pub enum Part { #parts }
                    pub mod menus {
                        pub use super::Menu::*;
                    }
                    pub mod languages {
                        pub use super::Language::*;
                    }
                    pub mod step {
                        pub use ::ivr_runtime::editor::step::*;
                        pub use super::Part::*;
                    }
                }
                #remembered
                async fn _view(#parameters) -> ::core::result::Result<(), ::ivr_runtime::Failure> {
                    #code
                    #blocks
                    ::core::result::Result::Ok(())
                }
            }}
        }
    }

    /// The tree's head, up to the braces after its name. Returns its parameters.
    fn head(&mut self, cursor: &mut Cursor) -> TokenStream {
        let head = cursor.until(|cursor, at| cursor.is_word(at, "tree"));
        if head == cursor.rest().len() {
            return TokenStream::new();
        }
        // Including the tree's name.
        cursor.skip(head + 2);
        let parameters = cursor.take_group(Delimiter::Parenthesis);
        let settings = cursor.take_group(Delimiter::Brace);
        let mut code = TokenStream::new();
        if let Some(settings) = settings {
            self.settings(settings, "head", &mut code);
        }
        self.blocks.extend(quote!({ #code }));
        parameters.map_or_else(TokenStream::new, parameters_of)
    }

    /// A use of a keyword, represented by an item of `of`.
    fn word(&self, of: &str, word: &Ident, code: &mut TokenStream) {
        if self.whole && is_plain(word) {
            let of = Ident::new(of, Span::call_site());
            code.extend(quote!(_tree::#of::#word;));
        }
    }

    /// A use of a name that the tree declares.
    fn name(&self, of: &str, name: &Ident, code: &mut TokenStream) {
        if is_plain(name) {
            let of = Ident::new(of, Span::call_site());
            code.extend(quote!(_tree::#of::#name;));
        }
    }

    /// A place where a word of `of` can be completed.
    fn gap(&self, of: &str, code: &mut TokenStream) {
        if self.whole {
            let of = Ident::new(of, Span::call_site());
            code.extend(quote!(_tree::#of::_missing;));
        }
    }

    fn expression(&self, tokens: &[TokenTree], code: &mut TokenStream) {
        if !self.whole {
            return;
        }
        if let Some(expression) = code::expression(tokens) {
            code.extend(quote!(let _ = #expression;));
        }
    }

    fn declare_menu(&mut self, name: &Ident, doc: &str, docs: &TokenStream) {
        if is_plain(name) {
            let doc = (!doc.is_empty()).then(|| quote!(#[doc = #doc]));
            self.menus.extend(quote!(#docs #doc #name,));
        }
    }

    fn declare_part(&mut self, name: &Ident) {
        if is_plain(name) {
            self.parts.extend(quote!(#name,));
        }
    }

    /// Texts contain values, and exist in several languages.
    fn text(&self, token: Option<&TokenTree>, code: &mut TokenStream) {
        match token {
            Some(TokenTree::Literal(literal)) if self.whole => code.extend(text::values(literal)),
            Some(TokenTree::Group(versions)) if self.whole => self.versions(versions, code),
            _ => {}
        }
    }

    fn versions(&self, versions: &Group, code: &mut TokenStream) {
        let mut cursor = Cursor::new(versions.stream());
        while let Some(token) = cursor.peek(0) {
            match token {
                TokenTree::Ident(language) => self.name("languages", language, code),
                TokenTree::Literal(_) => self.text(Some(token), code),
                _ => {}
            }
            cursor.skip(1);
        }
    }
}

/// The readable parameters of `(desk: &Desk, call: &Call)`.
fn parameters_of(list: Cursor) -> TokenStream {
    let parameters = list.rest().split(|token| part::is_sign(Some(token), ','));
    let parameters = parameters.filter_map(|parameter| match parameter {
        [TokenTree::Ident(name), colon, ty @ ..] if part::is_sign(Some(colon), ':') => {
            let ty = code::ty(ty)?;
            is_plain(name).then(|| quote!(#name: #ty,))
        }
        _ => None,
    });
    parameters.collect()
}

/// Whether the word can be a name in Rust; `match` and `self` can't.
fn is_plain(word: &Ident) -> bool {
    syn::parse2::<Ident>(TokenTree::from(word.clone()).into()).is_ok()
}

/// A name that the author can't have written.
fn hidden(name: &str) -> Ident {
    format_ident!("{name}", span = Span::mixed_site())
}
