//! The states: numbers. Where they can still be told by their names, each has a constant as each of a
//! small tree has a variant.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Visibility;

use super::texts;

/// States that have names in Rust. Each costs rustc as much as all else that it does for a menu, and
/// whoever has more did not write them by hand: `from_client_action_id` finds them.
const NAMED: usize = 1_000;

/// rustc looks through all variants of an enum for each that is named, to make one of its number as
/// well. A constant is found at once.
pub(in super::super) fn states(
    visibility: &Visibility,
    name: &Ident,
    states: impl Iterator<Item = Ident>,
) -> TokenStream {
    let states: Vec<_> = states.collect();
    let names = texts(states.iter().map(Ident::to_string));
    let named = if states.len() <= NAMED {
        &states[..]
    } else {
        &[]
    };
    let numbers = (0..named.len()).map(Literal::usize_unsuffixed);
    quote! {
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #visibility struct #name(u32);

        #[allow(dead_code, missing_docs, non_upper_case_globals)]
        impl #name {
            #(#visibility const #named: Self = Self(#numbers);)*
        }

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#names.at(self.0 as usize))
            }
        }
    }
}
