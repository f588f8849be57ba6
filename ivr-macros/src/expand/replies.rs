//! Generates constant replies, each named after the branch that sends it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use rustc_hash::FxHashMap;

use super::constants::Constants;
use super::constants::number;
use super::states::States;
use super::steps::Steps;
use crate::graph::Point;

/// The reply to an input.
pub(super) enum Said {
    /// The constant reply with this index.
    Known(usize),
    /// An expression for a reply that is only partly known.
    Code(TokenStream),
}

/// After a reported error: nothing is known.
impl Default for Said {
    fn default() -> Self {
        Self::Code(TokenStream::new())
    }
}

/// All replies so far, with their names. Equal replies share one constant.
#[derive(Default)]
pub(super) struct Replies {
    by_content: FxHashMap<(Steps, Option<Point>), usize>,
    names: Vec<Ident>,
    code: TokenStream,
}

impl Replies {
    /// The index of a reply. `name` is the preferred name.
    pub(super) fn reply(
        &mut self,
        name: &str,
        next: Option<Point>,
        steps: Steps,
        states: &States<'_, '_>,
        constants: &mut Constants,
    ) -> usize {
        let place = self.names.len();
        let entry = self.by_content.entry((steps, next));
        *entry.or_insert_with_key(|(steps, _)| {
            let ident = constants.free_name(name);
            let (next, steps) = (states.option(next), steps.constant());
            let at = number(place as u64);
            self.code.extend(quote! {
                const #ident: Reply<Self> = Reply::Constant { place: #at, next: #next, steps: &#steps };
            });
            self.names.push(ident);
            place
        })
    }

    /// An expression for the reply with this index.
    pub(super) fn known(&self, number: usize) -> TokenStream {
        let name = self.names.get(number);
        quote!(Self::#name)
    }

    /// Every reply as a constant, and the list of all.
    pub(super) fn finish(self) -> TokenStream {
        let (code, names) = (self.code, self.names);
        quote! {
            #code

            /// Every reply above, each at its place.
            const REPLIES: &'static [Reply<Self>] = &[#(Self::#names),*];
        }
    }
}
