//! The answers: of each, which texts it consists of.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use rustc_hash::FxHashMap;

use super::super::callflow::Fixed;
use super::super::ids::of_point;
use super::super::states::States;
use super::texts::{Bytes, Texts};
use crate::graph::Point;

/// All answers so far, equal ones once, and the texts that they consist of: first the ids of the
/// states, which answers name.
#[derive(Debug)]
pub(in super::super) struct Replies {
    pub(super) texts: Texts,
    numbers: FxHashMap<Bytes, usize>,
    all: Bytes,
}

impl Replies {
    pub(in super::super) fn new(states: &States<'_, '_>) -> Self {
        let ids = states
            .points
            .iter()
            .map(|point| of_point(states.model, *point));
        let (ids, former): (Vec<_>, Vec<_>) = ids.unzip();
        Self {
            texts: Texts::beginning_with(ids.into_iter().chain(former.into_iter().flatten())),
            numbers: FxHashMap::default(),
            all: Bytes::default(),
        }
    }

    /// The number of an answer.
    pub(in super::super) fn reply(
        &mut self,
        next: Option<Point>,
        body: Fixed,
        states: &States<'_, '_>,
    ) -> usize {
        let mut reply = Bytes::default();
        reply.index(next.map_or(0, |next| states.number(next) + 1));
        reply.index(body.0.len());
        for piece in body.0 {
            reply.index(self.texts.number(piece));
        }
        let number = self.numbers.len();
        *self.numbers.entry(reply).or_insert_with_key(|reply| {
            self.all.append(reply);
            number
        })
    }

    /// An expression for the answer with a number.
    pub(in super::super) fn known(number: usize) -> TokenStream {
        let number = Literal::usize_unsuffixed(number);
        quote!(Self::reply(#number))
    }

    /// A method that returns the answer with a number.
    pub(super) fn method(&self, tree: &Ident) -> TokenStream {
        let numbers = self.all.literal();
        quote! {
            fn reply(number: usize) -> ::ivr_runtime::Reply<Self> {
                static REPLIES: ::std::sync::LazyLock<::ivr_runtime::packed::Replies> =
                    ::std::sync::LazyLock::new(|| {
                        ::ivr_runtime::packed::Replies::new(#numbers, #tree::texts())
                    });
                let (next, body) = REPLIES.at(number);
                ::ivr_runtime::Reply::fixed(next.map(Self), body)
            }
        }
    }
}
