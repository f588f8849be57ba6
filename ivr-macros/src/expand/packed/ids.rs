//! The `clientActionId`s: a hash table, and a byte for each state that says whether it is a transfer.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::states::States;
use super::numbers;
use super::texts::Texts;

/// Methods of the trait, and a table that they look in. The first texts are the ids.
pub(super) fn ids(states: &States<'_, '_>, texts: &Texts) -> (TokenStream, TokenStream) {
    let (model, points) = (states.model, &states.points);
    let states = points.iter().enumerate();
    let heirs = states.flat_map(|(state, point)| {
        let was = model.state(point.state).was.iter();
        was.map(move |_| state)
    });
    let heirs: Vec<_> = heirs.collect();
    let (states, all) = (points.len(), points.len() + heirs.len());
    let buckets = numbers(buckets(texts, all));
    let heirs = numbers(heirs);
    let transfers = points
        .iter()
        .map(|point| !model.state(point.state).is_menu());
    let transfers: Vec<_> = transfers.map(u8::from).collect();
    let transfers = Literal::byte_string(&transfers);
    let table = quote! {
        fn ids() -> ::ivr_runtime::packed::Ids {
            static HEIRS: ::ivr_runtime::packed::Numbers = #heirs;
            static BUCKETS: ::ivr_runtime::packed::Numbers = #buckets;
            ::ivr_runtime::packed::Ids {
                texts: Self::texts(),
                states: #states,
                heirs: HEIRS,
                buckets: BUCKETS,
            }
        }
    };
    let methods = quote! {
        fn from_client_action_id(id: &str) -> ::core::option::Option<Self> {
            Self::ids().find(id).map(|number| Self(number as u32))
        }

        fn client_action_id(self) -> &'static str {
            Self::ids().of(self.0 as usize)
        }

        fn is_transfer(self) -> bool {
            #transfers[self.0 as usize] == 1
        }
    };
    (methods, table)
}

/// Where each id is found, half of the places free, so that few are looked at.
fn buckets(texts: &Texts, ids: usize) -> Vec<usize> {
    let mut buckets = vec![0; (ids * 2).next_power_of_two()];
    let mask = buckets.len() - 1;
    for at in 0..ids {
        let mut bucket = hash(texts.at(at)) & mask;
        while buckets[bucket] != 0 {
            bucket = (bucket + 1) & mask;
        }
        buckets[bucket] = at + 1;
    }
    buckets
}

/// FNV-1a, as `ivr_runtime::packed::Ids` has it.
fn hash(id: &str) -> usize {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash as usize
}
