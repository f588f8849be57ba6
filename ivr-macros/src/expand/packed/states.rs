//! The states: numbers. Where they can still be told by their names, each has a constant as each of a
//! small tree has a variant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::states::{States, attributes};
use super::numbers;
use super::texts::Texts;
use crate::graph::Point;
use crate::model::Model;

/// States that have names in Rust. Each costs rustc as much as all else that it does for a menu, and
/// whoever has more did not write them by hand: `from_client_action_id` finds them.
const NAMED: usize = 1_000;

/// The type of the states, without what it is called by.
///
/// rustc looks through all variants of an enum for each that is named, to make one of its number as
/// well. A constant is found at once.
pub(in super::super) fn declaration(model: &Model<'_>, points: &[Point]) -> TokenStream {
    let (visibility, name) = (&model.ast.visibility, &model.ast.name);
    let attributes = attributes(model);
    let named = if points.len() <= NAMED { points } else { &[] };
    let at = (0..named.len()).map(Literal::usize_unsuffixed);
    let named = named.iter().map(|point| point.variant(model));
    quote! {
        #attributes
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #visibility struct #name(u32);

        #[allow(dead_code, missing_docs, non_upper_case_globals)]
        impl #name {
            #(#visibility const #named: Self = Self(#at);)*
        }
    }
}

/// How a state shows itself: as a variant of its name would.
pub(super) fn shown(states: &States<'_, '_>, texts: &mut Texts) -> TokenStream {
    let (model, name) = (states.model, &states.model.ast.name);
    let variants = states.points.iter().map(|point| point.variant(model));
    let names = numbers(variants.map(|variant| texts.number(variant.to_string())));
    quote! {
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(Self::texts().at(#names.at(self.0 as usize)))
            }
        }
    }
}
