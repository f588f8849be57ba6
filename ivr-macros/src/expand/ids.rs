//! Converts states to `clientActionId`s and back, including former ids.

use proc_macro2::TokenStream;
use quote::quote;

use super::states::States;

/// The constants in which ids are looked up. A `match` would compare one id after another, and with thousands of states
/// it would take rustc longer than all menus.
pub(super) fn tables(states: &States<'_, '_>) -> TokenStream {
    let (model, points) = (states.model, &states.points);
    let own = points.iter().map(|point| point.client_action_id(model));
    let mut ids: Vec<_> = points
        .iter()
        .flat_map(|point| {
            let was = model.state(point.state).was.iter();
            let was = was.map(|was| point.id_of(&was.text, model));
            let ids = std::iter::once(point.client_action_id(model)).chain(was);
            ids.map(|id| (id, *point))
        })
        .collect();
    ids.sort_by(|a, b| a.0.cmp(&b.0));
    let ids = ids.iter().map(|(id, point)| {
        let state = states.code(*point);
        quote!((#id, #state))
    });
    quote! {
        /// The id of each state, in their order.
        const IDS: &'static [&'static str] = &[#(#own),*];

        /// Every id that a call can carry, in alphabetical order.
        const KNOWN_IDS: &'static [(&'static str, Self)] = &[#(#ids),*];
    }
}

/// The trait's methods for ids.
pub(super) fn methods(states: &States<'_, '_>) -> TokenStream {
    let (model, points) = (states.model, &states.points);
    let transfers: Vec<_> = points
        .iter()
        .filter(|point| !model.state(point.state).is_menu())
        .map(|point| states.code(*point))
        .collect();
    let is_transfer = if transfers.is_empty() {
        quote!(false)
    } else {
        quote!(::core::matches!(self, #(#transfers)|*))
    };
    quote! {
        fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
            let at = Self::KNOWN_IDS.binary_search_by_key(&id, |(known, _)| known).ok()?;
            Some(Self::KNOWN_IDS[at].1)
        }

        fn client_action_id(self) -> &'static str {
            Self::IDS[self as usize]
        }

        fn is_transfer(self) -> bool {
            #is_transfer
        }
    }
}
