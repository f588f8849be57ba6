//! Generates the router: a match on the state, and for each menu a function with a match on the input.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::inputs::{Inputs, Turn, pattern};
use super::router::Router;
use crate::graph::Point;

/// `next`, and the functions of the menus. The code of a menu serves all its attempts and languages.
pub(super) fn methods(router: &mut Router<'_, '_>) -> TokenStream {
    let states = router.states;
    let (mut arms, mut functions) = (Vec::new(), Vec::new());
    for points in states.by_state() {
        let inputs = points.iter().map(|point| router.inputs(*point));
        let all: Vec<_> = points.iter().copied().zip(inputs).collect();
        let menu = Menu {
            router,
            tells_states: false,
            tells_inputs: false,
        };
        let patterns = points.iter().map(|point| states.code(*point));
        let (call, function) = menu.written(&all);
        arms.push(quote!(#(#patterns)|* => #call,));
        functions.extend(function);
    }
    quote! {
        /// What happens in this state on `input`. Pure: no lookup is made.
        pub const fn next(self, input: Input<'_>) -> Turn<Self> {
            match self { #(#arms)* }
        }

        #(#functions)*
    }
}

/// A menu or a transfer whose code is being generated.
struct Menu<'r, 'm, 'a> {
    router: &'r Router<'m, 'a>,
    /// Whether its function needs the state.
    tells_states: bool,
    tells_inputs: bool,
}

impl Menu<'_, '_, '_> {
    /// The arm in the match on the state, and the function that it calls, unless all inputs lead to the same turn.
    fn written(mut self, all: &[(Point, Inputs)]) -> (TokenStream, Option<TokenStream>) {
        let Some((first, _)) = all.first() else {
            return (TokenStream::new(), None);
        };
        // The last call of a transfer distinguishes outcomes that earlier calls do not.
        let groups: Vec<_> = all.chunk_by(|a, b| a.1.have_arms_of(&b.1)).collect();
        let cases = groups.into_iter().map(|group| {
            let points: Vec<_> = group.iter().map(|(point, _)| *point).collect();
            (points, self.decision(group))
        });
        let cases: Vec<_> = cases.collect();
        let body = self.by_state(&cases);
        if !self.tells_states && !self.tells_inputs {
            return (body, None);
        }
        let name = &self.router.model.state(first.state).name;
        let name = format_ident!("at_{}", name);
        let (receiver, this) = if self.tells_states {
            (quote!(self.), Some(quote!(self,)))
        } else {
            (quote!(Self::), None)
        };
        let (argument, input) = if self.tells_inputs {
            (Some(quote!(input)), Some(quote!(input: Input<'_>)))
        } else {
            (None, None)
        };
        let function = quote! {
            #[inline(never)]
            const fn #name(#this #input) -> Turn<Self> { #body }
        };
        (quote!(#receiver #name(#argument)), Some(function))
    }

    /// The match on the input, for points that distinguish the same inputs.
    fn decision(&mut self, group: &[(Point, Inputs)]) -> TokenStream {
        let Some((_, inputs)) = group.first() else {
            return TokenStream::new();
        };
        let captures = inputs.captures.iter().enumerate();
        let captures = captures.map(|(at, (test, _))| {
            let turn = self.turn(group, |inputs| {
                inputs.captures.get(at).map(|(_, turn)| turn)
            });
            quote!(if #test { return #turn; })
        });
        let captures: Vec<_> = captures.collect();
        let arms = inputs.arms.iter().enumerate();
        let arms = arms.map(|(at, (on, _))| {
            let pattern = pattern(on);
            let turn = self.turn(group, |inputs| inputs.arms.get(at).map(|(_, turn)| turn));
            quote!(#pattern => #turn,)
        });
        let arms: Vec<_> = arms.collect();
        let other = self.turn(group, |inputs| Some(&inputs.other));
        self.tells_inputs |= !captures.is_empty() || !arms.is_empty();
        if arms.is_empty() {
            return quote!(#(#captures)* #other);
        }
        quote!(#(#captures)* match input { #(#arms)* _ => #other, })
    }

    /// The turns of several points for the same input.
    fn turn(
        &mut self,
        group: &[(Point, Inputs)],
        of: impl Fn(&Inputs) -> Option<&Turn>,
    ) -> TokenStream {
        let mut cases: Vec<(Vec<Point>, &Turn)> = Vec::new();
        for (point, inputs) in group {
            let Some(turn) = of(inputs) else { continue };
            match cases.iter_mut().find(|(_, known)| *known == turn) {
                Some((points, _)) => points.push(*point),
                None => cases.push((vec![*point], turn)),
            }
        }
        let cases = cases.into_iter();
        let cases: Vec<_> = cases
            .map(|(points, turn)| (points, self.router.code(turn)))
            .collect();
        self.by_state(&cases)
    }

    /// A match on the state, if there is more than one case.
    fn by_state(&mut self, cases: &[(Vec<Point>, TokenStream)]) -> TokenStream {
        let Some(((_, last), others)) = cases.split_last() else {
            return TokenStream::new();
        };
        if others.is_empty() {
            return last.clone();
        }
        self.tells_states = true;
        let arms = others.iter().map(|(points, code)| {
            let points = points.iter().map(|point| self.router.states.code(*point));
            quote!(#(#points)|* => { #code })
        });
        quote!(match self { #(#arms)* _ => { #last } })
    }
}
