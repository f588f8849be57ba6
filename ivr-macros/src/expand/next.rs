//! The router's match on the state. A small tree has one; of a large tree it is cut into pieces,
//! as what rustc needs for one match grows faster than its arms.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::uses;

/// As many arms are read with pleasure, and checked by rustc without noticing.
pub(super) const PIECE: usize = 64;

/// `next`, and for a large tree the functions that it hands on to. `greeting` is what those say
/// of states that are not theirs, which none is ever asked for.
pub(super) fn methods(arms: &[TokenStream], greeting: &TokenStream) -> TokenStream {
    if arms.len() <= PIECE {
        let uses = uses(arms);
        return quote! {
            /// What happens at this state on `input`. Pure: no look-up has been made yet.
            pub const fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                #uses
                match self { #(#arms)* }
            }
        };
    }
    let size = Literal::usize_unsuffixed(PIECE);
    let pieces: Vec<_> = arms.chunks(PIECE).enumerate().collect();
    let numbers = pieces.iter().map(|(at, _)| Literal::usize_unsuffixed(*at));
    let names = pieces.iter().map(|(at, _)| format_ident!("next_{at}"));
    let functions = pieces.iter().map(|(at, arms)| {
        let (name, uses) = (format_ident!("next_{at}"), uses(arms));
        quote! {
            const fn #name(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                #uses
                match self {
                    #(#arms)*
                    _ => ::ivr_runtime::Turn::Reply(#greeting),
                }
            }
        }
    });
    quote! {
        /// What happens at this state on `input`. Pure: no look-up has been made yet.
        pub const fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
            match self as usize / #size {
                #(#numbers => self.#names(input),)*
                _ => ::ivr_runtime::Turn::Reply(#greeting),
            }
        }

        #(#functions)*
    }
}
