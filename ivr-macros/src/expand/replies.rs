//! Answers that are known at compile time, each a constant with a name that tells where it
//! is given.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::packed;
use super::raw_text::raw_text;
use super::states::States;
use crate::graph::Point;
use crate::resolve::generated;

/// Constants of the trait, which one of ours would hide: `Kiosk::START` is a state.
const TAKEN: [&str; 2] = ["START", "FIRST_PROMPT"];

/// What is said on an input.
pub(super) enum Said {
    /// The answer with this number.
    Known(usize),
    /// An expression for an answer of which not all is known.
    Code(TokenStream),
}

/// Of what has been reported: nothing is known of it.
impl Default for Said {
    fn default() -> Self {
        Self::Code(TokenStream::new())
    }
}

/// All answers so far. Equal ones are one.
pub(super) struct Replies {
    by_content: HashMap<(String, Option<Point>), usize>,
    /// The names of those that have one: in a small tree each is a constant. A large tree's are in
    /// a table.
    constants: Option<Constants>,
}

#[derive(Default)]
struct Constants {
    taken: HashSet<String>,
    names: Vec<Ident>,
    code: TokenStream,
}

impl Replies {
    /// No constant gets the name of a variant: a menu `a` has `A` for its variant already.
    pub(super) fn new(states: &States<'_, '_>) -> Self {
        let constants = (!states.are_many()).then(|| {
            let variants = states
                .points
                .iter()
                .map(|point| point.variant(states.model));
            let variants = variants.map(|variant| variant.to_string());
            Constants {
                taken: variants.chain(TAKEN.map(str::to_owned)).collect(),
                ..Constants::default()
            }
        });
        Self {
            by_content: HashMap::new(),
            constants,
        }
    }

    /// The number of an answer. `name` is what it would be called.
    pub(super) fn reply(
        &mut self,
        name: &str,
        next: Option<Point>,
        body: String,
        states: &States<'_, '_>,
    ) -> usize {
        let number = self.by_content.len();
        let entry = self.by_content.entry((body, next));
        *entry.or_insert_with_key(|(body, _)| {
            if let Some(constants) = &mut self.constants {
                let ident = free_name(&mut constants.taken, name);
                let (next, body) = (states.option(next), raw_text(body));
                constants.code.extend(quote! {
                    const #ident: ::ivr_runtime::Reply<Self> = ::ivr_runtime::Reply::fixed(#next, #body);
                });
                constants.names.push(ident);
            }
            number
        })
    }

    /// An expression for the answer with a number.
    pub(super) fn known(&self, number: usize) -> TokenStream {
        match &self.constants {
            Some(constants) => {
                let ident = constants.names.get(number);
                quote!(Self::#ident)
            }
            None => {
                let number = Literal::usize_unsuffixed(number);
                quote!(Self::reply(#number))
            }
        }
    }

    /// What the answers are looked up in.
    pub(super) fn finish(self, states: &States<'_, '_>) -> TokenStream {
        if let Some(constants) = self.constants {
            return constants.code;
        }
        let mut replies: Vec<_> = self.by_content.into_iter().collect();
        replies.sort_unstable_by_key(|(_, number)| *number);
        let nexts = replies
            .iter()
            .map(|((_, next), _)| next.map_or(0, |next| states.number(next) + 1));
        let nexts = packed::numbers(nexts);
        let bodies = packed::texts(replies.into_iter().map(|((body, _), _)| body));
        quote! {
            const fn reply(number: usize) -> ::ivr_runtime::Reply<Self> {
                static REPLIES: ::ivr_runtime::packed::Replies = ::ivr_runtime::packed::Replies {
                    nexts: #nexts,
                    bodies: #bodies,
                };
                let next = match REPLIES.next(number) {
                    Some(next) => Some(Self(next as u32)),
                    None => None,
                };
                ::ivr_runtime::Reply::fixed(next, REPLIES.body(number))
            }
        }
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
