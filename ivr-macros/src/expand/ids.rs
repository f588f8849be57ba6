//! States to `clientActionId`s and back; former ids lead to the states that took their place.

use proc_macro2::TokenStream;
use quote::quote;

use super::states::States;
use crate::graph::Point;
use crate::model::Model;

/// Methods of the trait.
pub(super) fn ids(states: &States<'_, '_>) -> TokenStream {
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
    let arms = points.iter().map(|point| {
        let (state, (id, was)) = (states.code(*point), of_point(model, *point));
        (quote!(#id #(| #was)* => #state,), quote!(#state => #id,))
    });
    let (from_id, to_id): (Vec<_>, Vec<_>) = arms.unzip();
    quote! {
        fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
            Some(match id { #(#from_id)* _ => return None, })
        }

        fn client_action_id(self) -> &'static str {
            match self { #(#to_id)* }
        }

        fn is_transfer(self) -> bool {
            #is_transfer
        }
    }
}

/// Every id of a point: its own, and those it had.
pub(super) fn of_point(model: &Model<'_>, point: Point) -> (String, Vec<String>) {
    let was = model.state(point.state).was.iter();
    let was = was.map(|was| point.id_of(&was.text, model)).collect();
    (point.client_action_id(model), was)
}
