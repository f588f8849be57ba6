//! The patterns that distinguish a state's inputs, and the turn for each.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Branch, On};
use crate::resolve::generated;

/// The turns of a state, by input.
#[derive(Default)]
pub(super) struct Inputs {
    /// Conditions for numbers, tested before the match; single numbers before ranges. No input is both here and in the
    /// match.
    pub(super) captures: Vec<(TokenStream, Turn)>,
    /// The arms of the match. If all inputs lead to the same turn, only the last arm remains.
    pub(super) arms: Vec<(Vec<On>, Turn)>,
    /// The turn for inputs that no arm names.
    pub(super) other: Turn,
}

/// What follows an input.
#[derive(Clone, PartialEq)]
pub(super) enum Turn {
    /// The reply with this index.
    Reply(usize),
    /// A lookup, and the name of the digits that it takes, if any.
    Ask(Ident, Option<Ident>),
}

/// After a reported error: nothing is known.
impl Default for Turn {
    fn default() -> Self {
        Self::Reply(0)
    }
}

impl Inputs {
    /// Whether both distinguish the same inputs.
    pub(super) fn have_arms_of(&self, other: &Self) -> bool {
        self.captures.len() == other.captures.len()
            && self.arms.len() == other.arms.len()
            && self.arms.iter().zip(&other.arms).all(|(a, b)| a.0 == b.0)
    }
}

/// The pattern of inputs of one kind: `Input::Key(Key::One | Key::Two)`.
pub(super) fn pattern(on: &[On]) -> TokenStream {
    let names = on.iter().map(|on| match on {
        On::Key(key) => {
            let name = generated(key.variant());
            quote!(Key::#name)
        }
        On::Leg(outcome) => {
            let name = generated(outcome.variant());
            quote!(Outcome::#name)
        }
        _ => TokenStream::new(),
    });
    match on.first() {
        Some(On::Key(_)) => quote!(Input::Key(#(#names)|*)),
        Some(On::Leg(_)) => quote!(Input::Leg(#(#names)|*)),
        _ => quote!(Input::Silence),
    }
}

/// The condition of a branch that captures several keys: `let Some(guests) = input.number(1, 20)`.
pub(super) fn capture(on: On, branch: &Branch<'_>) -> TokenStream {
    let (test, captured) = match on {
        On::Number(low, high) => {
            let (low, high) = (Literal::u32_unsuffixed(low), Literal::u32_unsuffixed(high));
            (quote!(input.number(#low, #high)), true)
        }
        On::Digits(min, max) => {
            let (min, max) = (Literal::u8_unsuffixed(min), Literal::u8_unsuffixed(max));
            (quote!(input.digits(#min, #max)), true)
        }
        On::Keyed(keys) => {
            let keys = keys.as_str();
            (quote!(input.is(#keys)), false)
        }
        On::Key(key) => {
            let key = key.sign().to_string();
            (quote!(input.is(#key)), false)
        }
        On::Silence | On::Leg(_) | On::Other => return TokenStream::new(),
    };
    match (branch.binding, captured) {
        (Some(name), true) => quote!(let Some(#name) = #test),
        (None, true) => quote!(#test.is_some()),
        (_, false) => test,
    }
}

/// The type of captured digits.
pub(super) fn type_of(on: On) -> TokenStream {
    match on {
        On::Number(..) => quote!(u32),
        _ => quote!(::ivr_runtime::Digits),
    }
}
