//! What a state makes of its inputs, and the patterns that tell them apart.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Branch, On, Trigger};
use crate::resolve::generated;

/// What a state makes of its inputs.
#[derive(Default)]
pub(super) struct Inputs {
    /// What looks for numbers, before the match, what is one alone before what is a range. No input
    /// is one of these and in the match too.
    pub(super) captures: Vec<TokenStream>,
    /// The arms of the match; nothing but the last of them where the same follows whatever it is.
    pub(super) arms: Vec<(Vec<On>, Turn)>,
    /// What follows on what no arm names.
    pub(super) other: Turn,
}

/// What follows on an input.
#[derive(Clone)]
pub(super) enum Turn {
    /// The answer with this number.
    Reply(usize),
    /// A look-up, and the name of what was keyed in, if it is told that.
    Ask(Ident, Option<Ident>),
}

/// Of what has been reported: nothing is known of it.
impl Default for Turn {
    fn default() -> Self {
        Self::Reply(0)
    }
}

impl Inputs {
    /// Whether several keys lead somewhere, or a look-up is told what was keyed in.
    pub(super) fn capture(&self) -> bool {
        let told = |turn: &Turn| matches!(turn, Turn::Ask(_, Some(_)));
        !self.captures.is_empty()
            || self.arms.iter().any(|(_, turn)| told(turn))
            || told(&self.other)
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

/// `if let Some(guests) = input.number(1, 20) { return Turn::Ask(..); }`
pub(super) fn capture(trigger: &Trigger, branch: &Branch<'_>, turn: &TokenStream) -> TokenStream {
    let (test, captured) = match trigger.on {
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
        (Some(name), true) => quote!(if let Some(#name) = #test { return #turn; }),
        (None, true) => quote!(if #test.is_some() { return #turn; }),
        (_, false) => quote!(if #test { return #turn; }),
    }
}

/// Of what type is what was keyed in?
pub(super) fn type_of(on: On) -> TokenStream {
    match on {
        On::Number(..) => quote!(u32),
        _ => quote!(::ivr_runtime::Digits),
    }
}
