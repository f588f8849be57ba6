//! Answers that are known at compile time, each a constant with a name that tells where it
//! is given.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use rustc_hash::{FxHashMap, FxHashSet};

use super::raw_text::raw_text;
use super::states::States;
use crate::graph::Point;
use crate::resolve::generated;

/// Other constants of the tree: `Kiosk::START` is a state.
const TAKEN: [&str; 5] = ["DESCRIPTION", "FIRST_PROMPT", "IDS", "KNOWN_IDS", "START"];

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

/// All answers so far, each with a name. Equal ones are one.
#[derive(Default)]
pub(super) struct Replies {
    by_content: FxHashMap<(String, Option<Point>), usize>,
    taken: FxHashSet<String>,
    names: Vec<Ident>,
    pub(super) code: TokenStream,
}

impl Replies {
    /// No constant gets the name of a variant: a menu `a` has `A` for its variant already.
    pub(super) fn new(states: &States<'_, '_>) -> Self {
        let variants = states.points.iter();
        let variants = variants.map(|point| point.variant(states.model).to_string());
        Self {
            taken: variants.chain(TAKEN.map(str::to_owned)).collect(),
            ..Self::default()
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
        let number = self.names.len();
        let entry = self.by_content.entry((body, next));
        *entry.or_insert_with_key(|(body, _)| {
            let ident = free_name(&mut self.taken, name);
            let (next, body) = (states.option(next), raw_text(body));
            self.code.extend(quote! {
                const #ident: Reply<Self> = Reply::fixed(#next, #body);
            });
            self.names.push(ident);
            number
        })
    }

    /// An expression for the answer with a number.
    pub(super) fn known(&self, number: usize) -> TokenStream {
        let name = self.names.get(number);
        quote!(Self::#name)
    }
}

/// `MAIN_MENU_3`, unless a menu of that name has it: then `MAIN_MENU_3_2`.
fn free_name(names: &mut FxHashSet<String>, wish: &str) -> Ident {
    let mut name = wish.to_owned();
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    generated(&name)
}
