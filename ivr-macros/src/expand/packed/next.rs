//! The router: a row of numbers for each state, and matches for those that capture several keys.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::inputs::{Inputs, Turn};
use super::super::router::Router;
use super::super::{lookup_name, uses};
use super::{PIECE, numbers};
use crate::graph::Point;
use crate::keys::{Key, Outcome};
use crate::model::On;

/// The columns of a row, as `ivr_runtime::packed::Routes` reads them.
fn columns() -> impl Iterator<Item = On> {
    Key::all()
        .map(On::Key)
        .chain([On::Silence])
        .chain(Outcome::ALL.map(On::Leg))
        .chain([On::Other])
}

/// `next`, the states by their numbers, and the matches that it hands on to. `greeting` is what
/// those say of states that are not theirs, which none is ever asked for.
pub(in super::super) fn next(
    router: &mut Router<'_, '_>,
    points: &[Point],
    greeting: &TokenStream,
) -> TokenStream {
    let mut cells = Vec::new();
    let mut lookups = Lookups::default();
    let mut arms = Vec::new();
    for point in points {
        let inputs = router.inputs(*point);
        if inputs.capture() {
            cells.extend(columns().map(|_| (arms.len() / PIECE) << 2 | 2));
            arms.push(router.arm_of(*point, &inputs));
        } else {
            cells.extend(columns().map(|on| lookups.cell(inputs.turn(on))));
        }
    }
    let cells = numbers(cells);
    let states = states(router, points);
    let pieces: Vec<_> = arms.chunks(PIECE).collect();
    let names: Vec<_> = (0..pieces.len())
        .map(|at| format_ident!("next_{at}"))
        .collect();
    let at = (0..pieces.len()).map(Literal::usize_unsuffixed);
    let functions = names.iter().zip(pieces).map(|(name, arms)| {
        let uses = uses(arms);
        quote! {
            const fn #name(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                #uses
                match self {
                    #(#arms)*
                    _ => ::ivr_runtime::Turn::Reply(#greeting),
                }
            }
        }
    });
    let (lookup, asked) = (lookup_name(router.model), lookups.names);
    let ask =
        (!asked.is_empty()).then(|| quote!(Cell::Ask(number) => Turn::Ask(Self::LOOKUPS[number]),));
    let lookups = (!asked.is_empty())
        .then(|| quote!(const LOOKUPS: &'static [#lookup] = &[#(#lookup::#asked),*];));
    quote! {
        #states

        #lookups

        const ROUTES: ::ivr_runtime::packed::Routes = ::ivr_runtime::packed::Routes(#cells);

        /// What happens at this state on `input`. Pure: no look-up has been made yet.
        pub const fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
            use ::ivr_runtime::{Turn, packed::Cell};
            match Self::ROUTES.cell(self as usize, input) {
                Cell::Reply(number) => Turn::Reply(Self::reply(number)),
                #ask
                #(Cell::Match(#at) => self.#names(input),)*
                _ => Turn::Reply(#greeting),
            }
        }

        #(#functions)*
    }
}

/// Numbers to states. Not a table: rustc looks through all variants for each entry of one, as it
/// does for each `Self::Variant`.
fn states(router: &Router<'_, '_>, points: &[Point]) -> TokenStream {
    let tree = &router.model.ast.name;
    let size = Literal::usize_unsuffixed(PIECE);
    let mut handed_on = TokenStream::new();
    let mut pieces = TokenStream::new();
    for (at, points) in points.chunks(PIECE).enumerate() {
        let name = format_ident!("of_number_{at}");
        let at = Literal::usize_unsuffixed(at);
        handed_on.extend(quote!(#at => Self::#name(number),));
        let mut variants = points.iter().map(|point| point.variant(router.model));
        let last = variants.next_back();
        let numbers = (0..points.len()).map(Literal::usize_unsuffixed);
        pieces.extend(quote! {
            const fn #name(number: usize) -> Self {
                match number % #size { #(#numbers => #tree::#variants,)* _ => #tree::#last, }
            }
        });
    }
    quote! {
        /// The state with a number, of those that there are.
        const fn of_number(number: usize) -> Self {
            match number / #size {
                #handed_on
                _ => <Self as ::ivr_runtime::Tree>::START,
            }
        }

        #pieces
    }
}

impl Inputs {
    /// What follows on an input.
    fn turn(&self, on: On) -> &Turn {
        let arm = self.arms.iter().find(|(named, _)| named.contains(&on));
        arm.map_or(&self.other, |(_, turn)| turn)
    }
}

/// The look-ups that a row can ask for, each with its number.
#[derive(Default)]
struct Lookups {
    names: Vec<Ident>,
    numbers: HashMap<Ident, usize>,
}

impl Lookups {
    fn cell(&mut self, turn: &Turn) -> usize {
        match turn {
            Turn::Reply(_, number) => number << 2,
            Turn::Ask(variant, _) => {
                let next = self.names.len();
                let number = *self.numbers.entry(variant.clone()).or_insert(next);
                if number == next {
                    self.names.push(variant.clone());
                }
                number << 2 | 1
            }
        }
    }
}
