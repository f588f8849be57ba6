//! States to `clientActionId`s and back; former ids lead to the states that took their place.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::next::PIECE;
use crate::graph::Point;
use crate::model::Model;

/// The methods, and for a large tree the tables that they look in.
pub(super) struct Ids {
    pub(super) methods: TokenStream,
    pub(super) tables: TokenStream,
}

pub(super) fn ids(model: &Model<'_>, points: &[Point]) -> Ids {
    let transfers: Vec<_> = points
        .iter()
        .filter(|point| !model.state(point.state).is_menu())
        .map(|point| point.variant(model))
        .collect();
    let is_transfer = if transfers.is_empty() {
        quote!(false)
    } else {
        quote!(::core::matches!(self, #(Self::#transfers)|*))
    };
    let (from_id, to_id, tables) = if points.len() <= PIECE {
        matches(model, points)
    } else {
        tables(model, points)
    };
    let methods = quote! {
        fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
            #from_id
        }

        fn client_action_id(self) -> &'static str {
            #to_id
        }

        fn is_transfer(self) -> bool {
            #is_transfer
        }
    };
    Ids { methods, tables }
}

/// Every id of a point: its own, and those it had.
fn of_point(model: &Model<'_>, point: Point) -> (String, Vec<String>) {
    let was = model.state(point.state).was.iter();
    let was = was.map(|was| point.id_of(&was.text, model)).collect();
    (point.client_action_id(model), was)
}

/// A small tree's: one match for each way.
fn matches(model: &Model<'_>, points: &[Point]) -> (TokenStream, TokenStream, TokenStream) {
    let arms = points.iter().map(|point| {
        let (variant, (id, was)) = (point.variant(model), of_point(model, *point));
        (
            quote!(#id #(| #was)* => Self::#variant,),
            quote!(Self::#variant => #id,),
        )
    });
    let (from_id, to_id): (Vec<_>, Vec<_>) = arms.unzip();
    (
        quote!(Some(match id { #(#from_id)* _ => return None, })),
        quote!(match self { #(#to_id)* }),
        TokenStream::new(),
    )
}

/// A large tree's: rustc compiles a match on texts to one comparison after the other, and a
/// table that is sorted needs few.
fn tables(model: &Model<'_>, points: &[Point]) -> (TokenStream, TokenStream, TokenStream) {
    let mut by_id: Vec<(String, Ident)> = Vec::new();
    for point in points {
        let (id, was) = of_point(model, *point);
        let all = std::iter::once(id).chain(was);
        by_id.extend(all.map(|id| (id, point.variant(model))));
    }
    by_id.sort_by(|(one, _), (other, _)| one.cmp(other));
    let sorted = by_id
        .iter()
        .map(|(id, variant)| quote!((#id, Self::#variant)));
    let ids = points.iter().map(|point| point.client_action_id(model));
    let tables = quote! {
        /// The `clientActionId` of each state, in the order of the variants.
        const IDS: &'static [&'static str] = &[#(#ids),*];

        /// Every id that calls may carry, sorted.
        const BY_ID: &'static [(&'static str, Self)] = &[#(#sorted),*];
    };
    let from_id = quote! {
        let at = Self::BY_ID.binary_search_by(|(known, _)| ::core::cmp::Ord::cmp(*known, id));
        at.ok().map(|at| Self::BY_ID[at].1)
    };
    (from_id, quote!(Self::IDS[self as usize]), tables)
}
