//! The router's match on the state.

use proc_macro2::TokenStream;
use quote::quote;

use super::router::Router;
use super::{packed, uses};

/// `next`, and for a large tree the functions that it hands on to.
pub(super) fn methods(router: &mut Router<'_, '_>, greeting: &TokenStream) -> TokenStream {
    let states = router.states;
    if states.are_many() {
        return packed::next(router, greeting);
    }
    let arms: Vec<_> = states
        .points
        .iter()
        .map(|point| router.arm(*point))
        .collect();
    let uses = uses(&arms);
    quote! {
        /// What happens at this state on `input`. Pure: no look-up has been made yet.
        pub const fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
            #uses
            match self { #(#arms)* }
        }
    }
}
