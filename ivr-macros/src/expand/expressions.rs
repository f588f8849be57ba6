//! Emits the author's Rust even after errors, so that rustc checks it, and knows which imports it uses.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::inputs::type_of;
use super::{call, context, spans};
use crate::model::{
    Action, Branch, Model, Number, Piece, Placeholder, StateKind, Step, TemplatePiece,
};
use crate::values::bound_by;

/// A function for each menu, transfer and other place with expressions. Nothing calls them.
pub(super) fn functions(model: &Model<'_>) -> TokenStream {
    let states = model.states.iter().map(|state| {
        let mut code = Expressions::new(model).branches(&state.branches);
        if let StateKind::Menu { prompt, .. } = &state.kind {
            code.extend(Expressions::new(model).values(prompt.words.values()));
        }
        code
    });
    let others = [
        Expressions::new(model).branches(&model.fallbacks),
        Expressions::new(model).branches(model.ring.as_slice()),
    ];
    let codes = states.chain(others).filter(|code| !code.is_empty());
    let functions = codes
        .enumerate()
        .map(|(at, code)| function(model, at, &code));
    let functions: TokenStream = functions.collect();
    quote! {
        #[allow(dead_code, unused, unreachable_patterns, clippy::all)]
        const _: () = { #functions };
    }
}

fn function(model: &Model<'_>, at: usize, code: &TokenStream) -> TokenStream {
    let name = format_ident!("expressions_{at}");
    let (asked, context) = (super::asked(model), context(model));
    let (call, call_type) = call(model);
    let remembered = model.variables.iter().map(|variable| {
        let (name, ty) = (&variable.name, &variable.ty);
        quote!(let #name: #ty = ::ivr_runtime::editor::any();)
    });
    quote! {
        async fn #name(
            #asked: &#context,
            #call: &#call_type,
        ) -> ::core::result::Result<(), ::ivr_runtime::Failure> {
            #(#remembered)*
            // rust-analyzer gets its own view of the expressions.
            ::ivr_runtime::__compiler! {{ #code }}
            Ok(())
        }
    }
}

/// The expressions of a state, with the names in scope.
struct Expressions<'m, 'a> {
    model: &'m Model<'a>,
    /// Unknown names have been reported, and are left out.
    known: Vec<String>,
}

impl<'m, 'a> Expressions<'m, 'a> {
    fn new(model: &'m Model<'a>) -> Self {
        let known = model
            .variables
            .iter()
            .map(|variable| variable.name.to_string());
        let known = known.collect();
        Self { model, known }
    }

    fn branches(&mut self, branches: &[Branch<'a>]) -> TokenStream {
        let branches = branches.iter().map(|branch| {
            let known = self.known.len();
            let bound = branch.binding.zip(branch.triggers.first());
            let bound = bound.map(|(name, trigger)| {
                self.known.push(name.to_string());
                let ty = type_of(trigger.on);
                quote!(let #name: #ty = ::ivr_runtime::editor::any();)
            });
            let code = self.action(&branch.action);
            self.known.truncate(known);
            match code.is_empty() {
                true => TokenStream::new(),
                false => quote!({ #bound #code }),
            }
        });
        branches.collect()
    }

    fn action(&mut self, action: &Action<'a>) -> TokenStream {
        action.steps.iter().map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &Step<'a>) -> TokenStream {
        match step {
            Step::Say { text, .. } => self.values(text.values()),
            Step::Set { name, value } => {
                let mut variables = self.model.variables.iter();
                let variable = variables.find(|variable| variable.name == **name);
                let ty = variable
                    .map(|variable| &variable.ty)
                    .map(|ty| quote!(: #ty));
                quote!(let #name #ty = #value;)
            }
            Step::Match {
                question,
                arms,
                keyword,
                braces,
                damaged,
            } => {
                let arms = arms.iter().map(|arm| {
                    let known = self.known.len();
                    let bound = bound_by(&arm.ast.pattern);
                    self.known.extend(bound.iter().map(ToString::to_string));
                    let code = self.action(&arm.action);
                    self.known.truncate(known);
                    spans::arm(arm, quote!({ #code }))
                });
                let arms: TokenStream = arms.collect();
                // An arm that could not be parsed is not missing.
                let others = damaged.then(|| quote!(_ => {}));
                spans::lookup((*keyword, *braces), question, quote!(#arms #others))
            }
            Step::Retry {
                prompts, otherwise, ..
            } => {
                let pieces = prompts.iter().flat_map(|prompt| &prompt.versions);
                let pieces = pieces.flat_map(|version| &version.pieces);
                let values = pieces.filter_map(|piece| match piece {
                    TemplatePiece::Own(Piece::Value(value)) => Some(value),
                    _ => None,
                });
                let values = self.values(values);
                let otherwise = self.action(otherwise);
                quote!(#values #otherwise)
            }
            Step::Connect { state } => match &self.model.state(*state).kind {
                StateKind::Transfer(transfer) => {
                    let waiting = transfer.waiting.iter().flat_map(|(text, _)| text.values());
                    let numbers = transfer.to.iter().chain([&transfer.from]);
                    let numbers = numbers.filter_map(|number| match number {
                        Number::Expression(number) => Some(quote! {
                            let _ = ::ivr_runtime::PhoneNumber::phone_number(&#number);
                        }),
                        Number::Literal(_) => None,
                    });
                    let waiting = self.values(waiting);
                    quote!(#(#numbers)* #waiting)
                }
                StateKind::Menu { .. } => TokenStream::new(),
            },
            Step::Play(_) | Step::Speak(_) | Step::Hangup | Step::Enter { .. } => {
                TokenStream::new()
            }
        }
    }

    /// The values in spoken texts.
    fn values<'v>(&self, values: impl Iterator<Item = &'v Placeholder>) -> TokenStream {
        let values = values.filter(|value| self.known.contains(&value.name.to_string()));
        let values = values.map(|Placeholder { name, form }| {
            let span = name.span();
            let form = Ident::new(form.word(), span);
            quote_spanned!(span=> let _ = ::ivr_runtime::speech::#form(&#name, ::ivr_runtime::speech::Language::English);)
        });
        values.collect()
    }
}
