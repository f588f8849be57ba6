//! A large tree: a few long literals for `ivr_runtime::packed`, where a small one has a match that
//! one would write. Each item and each expression costs rustc time, a literal hardly any, and what
//! stands in several places stands there once: see `texts`.
//!
//! The large ones stand in statics: of a constant, each unit that rustc has LLVM translate gets a copy.

mod description;
mod ids;
mod next;
mod replies;
mod states;
mod texts;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Written;
use super::states::States;
use crate::graph::Point;
use crate::model::StateId;

pub(super) use next::next;
pub(super) use replies::Replies;
pub(super) use states::declaration;

/// As many arms are read with pleasure, and checked by rustc without noticing. Twice as many take it
/// half a second, and tables in their place ten milliseconds.
const PIECE: usize = 64;

/// Has the tree more states than anybody would read in one match?
pub(super) const fn is_large(points: &[Point]) -> bool {
    points.len() > PIECE
}

/// An expression for the runtime's `Numbers`.
pub(super) fn numbers(numbers: impl IntoIterator<Item = usize>) -> TokenStream {
    // Whoever had more states than that would have run out of memory long before.
    let numbers = numbers
        .into_iter()
        .map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
    let bytes = Literal::byte_string(&bytes);
    quote!(::ivr_runtime::packed::Numbers(#bytes))
}

/// What depends on the form of the tree, but for its router.
pub(super) fn written(states: &States<'_, '_>, start: StateId, mut replies: Replies) -> Written {
    let declaration = declaration(states.model, &states.points);
    let shown = states::shown(states, &mut replies.texts);
    let description = description::description(states, start, &mut replies.texts);
    let (ids, table) = ids::ids(states, &replies.texts);
    let (reply, texts) = (
        replies.method(&states.model.ast.name),
        replies.texts.method(),
    );
    Written {
        states: quote!(#declaration #shown),
        items: quote!(#reply #table #texts),
        ids,
        description,
    }
}
