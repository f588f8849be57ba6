//! The `clientActionId`s: a hash table, and a byte for each state that says whether it is a transfer.

use proc_macro2::Literal;
use quote::quote;

use super::super::ids::{Ids, of_point};
use super::{numbers, texts};
use crate::graph::Point;
use crate::model::Model;

pub(in super::super) fn ids(model: &Model<'_>, points: &[Point]) -> Ids {
    let mut ids = Vec::new();
    let mut former = Vec::new();
    let mut heirs = Vec::new();
    for (state, point) in points.iter().enumerate() {
        let (id, was) = of_point(model, *point);
        ids.push(id);
        heirs.extend(was.iter().map(|_| state));
        former.extend(was);
    }
    ids.extend(former);
    let buckets = numbers(buckets(&ids));
    let (ids, heirs) = (texts(ids), numbers(heirs));
    let transfers = points
        .iter()
        .map(|point| !model.state(point.state).is_menu());
    let transfers: Vec<_> = transfers.map(u8::from).collect();
    let transfers = Literal::byte_string(&transfers);
    let tables = quote! {
        const fn ids() -> &'static ::ivr_runtime::packed::Ids {
            static IDS: ::ivr_runtime::packed::Ids = ::ivr_runtime::packed::Ids {
                ids: #ids,
                heirs: #heirs,
                buckets: #buckets,
            };
            &IDS
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
    Ids { methods, tables }
}

/// Where each id is found, half of the places free, so that few are looked at.
fn buckets(ids: &[String]) -> Vec<usize> {
    let mut buckets = vec![0; (ids.len() * 2).next_power_of_two()];
    let mask = buckets.len() - 1;
    for (at, id) in ids.iter().enumerate() {
        let mut bucket = hash(id) & mask;
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
