//! Answers that are known at compile time, each a constant with a name that tells where it
//! is given.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::resolve::generated;

/// Constants of the trait, which one of ours would hide (`Kiosk::START` is a state), and the tables
/// of a large tree.
const TAKEN: [&str; 5] = ["START", "DESCRIPTION", "FIRST_PROMPT", "IDS", "BY_ID"];

/// All constants so far. Equal answers share one.
pub(super) struct Replies {
    by_content: HashMap<(String, Option<String>), Ident>,
    names: HashSet<String>,
    constants: Vec<TokenStream>,
}

impl Replies {
    /// No constant gets the name of a variant: a menu `a` has `A` for its variant already.
    pub(super) fn new(variants: impl Iterator<Item = String>) -> Self {
        let names = variants.chain(TAKEN.map(str::to_owned));
        Self {
            by_content: HashMap::new(),
            names: names.collect(),
            constants: Vec::new(),
        }
    }

    /// The constant that holds this answer.
    pub(super) fn constant(&mut self, name: &str, next: Option<&Ident>, body: &str) -> TokenStream {
        let content = (body.to_owned(), next.map(Ident::to_string));
        let Self {
            by_content,
            names,
            constants,
        } = self;
        let ident = by_content.entry(content).or_insert_with(|| {
            let ident = free_name(names, name);
            let next = next_state(next);
            let body = raw_text(body);
            constants.push(quote! {
                const #ident: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(#next, #body);
            });
            ident
        });
        quote!(Self::#ident)
    }

    pub(super) fn into_constants(self) -> Vec<TokenStream> {
        self.constants
    }
}

pub(super) fn next_state(next: Option<&Ident>) -> TokenStream {
    match next {
        Some(variant) => quote!(Some(Self::#variant)),
        None => quote!(None),
    }
}

/// `MAIN_MENU_3`, unless a menu of that name has it: then `MAIN_MENU_3_2`.
fn free_name(names: &mut HashSet<String>, wish: &str) -> Ident {
    let mut name = wish.to_owned();
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    generated(&name)
}

/// A text as a raw string literal: JSON is full of quotes, and should read as JSON.
pub(super) fn raw_text(text: &str) -> Literal {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
        .parse()
        .unwrap_or_else(|_| Literal::string(text))
}
