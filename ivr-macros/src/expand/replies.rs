//! Answers that are known at compile time, each a constant with a name that tells where it
//! is given.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::packed;
use crate::resolve::generated;

/// Constants of the trait, which one of ours would hide: `Kiosk::START` is a state.
const TAKEN: [&str; 2] = ["START", "FIRST_PROMPT"];

/// All answers so far. Equal ones are one.
pub(super) struct Replies {
    by_content: HashMap<(String, Option<String>), usize>,
    names: HashSet<String>,
    latest: usize,
    form: Form,
}

/// How the answers are written.
enum Form {
    /// Each is a constant with a name.
    Constants(Vec<(Ident, TokenStream)>),
    /// A large tree's are in a table. What they lead to is known by its number.
    Packed {
        states: HashMap<String, usize>,
        nexts: Vec<usize>,
        bodies: Vec<String>,
    },
}

impl Replies {
    /// No constant gets the name of a variant: a menu `a` has `A` for its variant already.
    pub(super) fn new(variants: Vec<String>, large: bool) -> Self {
        let (names, form) = if large {
            let states = variants.into_iter().zip(1..).collect();
            let (nexts, bodies) = (Vec::new(), Vec::new());
            let form = Form::Packed {
                states,
                nexts,
                bodies,
            };
            (HashSet::new(), form)
        } else {
            let names = variants.into_iter().chain(TAKEN.map(str::to_owned));
            (names.collect(), Form::Constants(Vec::new()))
        };
        Self {
            by_content: HashMap::new(),
            names,
            latest: 0,
            form,
        }
    }

    /// An expression for an answer.
    pub(super) fn reply(&mut self, name: &str, next: Option<&Ident>, body: &str) -> TokenStream {
        let content = (body.to_owned(), next.map(Ident::to_string));
        let number = self.by_content.len();
        let number = *self.by_content.entry(content).or_insert_with_key(|(body, next_name)| {
            match &mut self.form {
                Form::Constants(constants) => {
                    let ident = free_name(&mut self.names, name);
                    let (next, body) = (next_state(next), raw_text(body));
                    let code = quote! {
                        const #ident: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(#next, #body);
                    };
                    constants.push((ident, code));
                }
                Form::Packed { states, nexts, bodies } => {
                    let next = next_name.as_ref().and_then(|next| states.get(next));
                    nexts.push(next.copied().unwrap_or(0));
                    bodies.push(body.clone());
                }
            }
            number
        });
        self.again(number)
    }

    /// An expression for an answer that was asked for before.
    pub(super) fn again(&mut self, number: usize) -> TokenStream {
        self.latest = number;
        match &self.form {
            Form::Constants(constants) => {
                let ident = constants.get(number).map(|(ident, _)| ident);
                quote!(Self::#ident)
            }
            Form::Packed { .. } => {
                let number = Literal::usize_unsuffixed(number);
                quote!(Self::reply(#number))
            }
        }
    }

    /// The number of the answer that was asked for last.
    pub(super) const fn latest(&self) -> usize {
        self.latest
    }

    /// What the answers are looked up in.
    pub(super) fn finish(self) -> TokenStream {
        match self.form {
            Form::Constants(constants) => constants.into_iter().map(|(_, code)| code).collect(),
            Form::Packed { nexts, bodies, .. } => {
                let (nexts, bodies) = (packed::numbers(nexts), packed::texts(bodies));
                quote! {
                    const REPLIES: ::ivr_runtime::packed::Replies = ::ivr_runtime::packed::Replies {
                        nexts: #nexts,
                        bodies: #bodies,
                    };

                    const fn reply(number: usize) -> ::ivr_runtime::Reply<Self> {
                        let next = match Self::REPLIES.next(number) {
                            Some(next) => Some(Self::of_number(next)),
                            None => None,
                        };
                        ::ivr_runtime::Reply::fixed(next, Self::REPLIES.body(number))
                    }
                }
            }
        }
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
