//! The patterns that distinguish a state's inputs, and the turn for each.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Branch, On};
use crate::resolve::generated;

/// What a state makes of its inputs.
#[derive(Default)]
pub(super) struct Inputs {
    /// What looks for numbers, before the match, what is one alone before what is a range. No input
    /// is one of these and in the match too.
    pub(super) captures: Vec<(TokenStream, Turn)>,
    /// The arms of the match; nothing but the last of them where the same follows whatever it is.
    pub(super) arms: Vec<(Vec<On>, Turn)>,
    /// What follows on what no arm names.
    pub(super) other: Turn,
}

/// What follows on an input.
#[derive(Clone, PartialEq)]
pub(super) enum Turn {
    /// The answer with this number.
    Reply(usize),
    /// A lookup, and the name of what was keyed in, if it is told that.
    Ask(Ident, Option<Ident>),
}

/// Of what has been reported: nothing is known of it.
impl Default for Turn {
    fn default() -> Self {
        Self::Reply(0)
    }
}

impl Inputs {
    /// Are the same inputs told apart here?
    pub(super) fn have_arms_of(&self, other: &Self) -> bool {
        self.captures.len() == other.captures.len()
            && self.arms.len() == other.arms.len()
            && self.arms.iter().zip(&other.arms).all(|(a, b)| a.0 == b.0)
    }
}

/// `Input::Key(Key::One | Key::Two)`: inputs of one kind.
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

/// The condition of what captures several keys: `let Some(guests) = input.number(1, 20)`.
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

/// Of what type is what was keyed in?
pub(super) fn type_of(on: On) -> TokenStream {
    match on {
        On::Number(..) => quote!(u32),
        _ => quote!(::ivr_runtime::Digits),
    }
}
