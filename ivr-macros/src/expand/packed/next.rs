//! The router: a row of numbers for each state, and matches for those that capture several keys.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use rustc_hash::FxHashMap;

use super::super::inputs::{Inputs, Turn};
use super::super::router::Router;
use super::super::{lookup_name, uses};
use super::{PIECE, numbers};
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

/// `next`, and the matches that it hands on to. `greeting` is what
/// those say of states that are not theirs, which none is ever asked for.
pub(in super::super) fn next(router: &mut Router<'_, '_>, greeting: &TokenStream) -> TokenStream {
    let mut cells = Vec::new();
    let mut lookups = Lookups::default();
    let mut arms = Vec::new();
    for point in &router.states.points {
        let inputs = router.inputs(*point);
        if inputs.capture() {
            cells.extend(columns().map(|_| (arms.len() / PIECE) << 2 | 2));
            arms.push(router.arm_of(*point, &inputs));
        } else {
            cells.extend(columns().map(|on| lookups.cell(inputs.turn(on))));
        }
    }
    let cells = numbers(cells);
    let pieces: Vec<_> = arms.chunks(PIECE).collect();
    let names: Vec<_> = (0..pieces.len())
        .map(|at| format_ident!("next_{at}"))
        .collect();
    let at = (0..pieces.len()).map(Literal::usize_unsuffixed);
    let functions = names.iter().zip(pieces).map(|(name, arms)| {
        let uses = uses(arms);
        quote! {
            fn #name(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                #uses
                match self {
                    #(#arms)*
                    _ => ::ivr_runtime::Turn::Reply(#greeting),
                }
            }
        }
    });
    let (lookup, asked) = (lookup_name(router.model), lookups.names);
    let ask = (!asked.is_empty()).then(|| quote!(Cell::Ask(number) => Turn::Ask(LOOKUPS[number]),));
    let lookups =
        (!asked.is_empty()).then(|| quote!(static LOOKUPS: &[#lookup] = &[#(#lookup::#asked),*];));
    quote! {
        /// What happens at this state on `input`. Pure: no look-up has been made yet.
        pub fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
            use ::ivr_runtime::{Turn, packed::{Cell, Routes}};
            static ROUTES: Routes = Routes(#cells);
            #lookups
            match ROUTES.cell(self.0 as usize, input) {
                Cell::Reply(number) => Turn::Reply(Self::reply(number)),
                #ask
                #(Cell::Match(#at) => self.#names(input),)*
                _ => Turn::Reply(#greeting),
            }
        }

        #(#functions)*
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
    numbers: FxHashMap<Ident, usize>,
}

impl Lookups {
    fn cell(&mut self, turn: &Turn) -> usize {
        match turn {
            Turn::Reply(number) => number << 2,
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
