//! The tree as data, for outlines, diagrams and reports.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::source;
use crate::keys::Outcome;
use crate::model::{Action, Branch, Model, Number, On, StateId, StateKind, Step, Target};

pub(super) fn description(model: &Model<'_>, start: StateId) -> TokenStream {
    let name = model.ast.name.to_string();
    let doc = doc_text(&model.ast.attributes);
    let states = model.ids().map(|id| state(model, id));
    let fallbacks = model.fallbacks.iter().map(|b| branch(model, None, b));
    let failure = steps(model, None, &model.failure);
    let start = index(start);
    quote! {
        {
            use ::ivr_runtime::description::*;
            &Description {
                name: #name,
                doc: #doc,
                file: ::core::file!(),
                states: &[#(#states),*],
                start: #start,
                fallbacks: &[#(#fallbacks),*],
                failure: &[#failure],
            }
        }
    }
}

fn state(model: &Model<'_>, id: StateId) -> TokenStream {
    let state = model.state(id);
    let name = state.name.to_string();
    let variant = state.variant.to_string();
    let client_action_id = &state.id.text;
    let was = state.was.iter().map(|was| &was.text);
    let attempts = Literal::u32_unsuffixed(model.attempts(id));
    let kind = match &state.kind {
        StateKind::Menu { prompt, .. } => {
            let prompt = &prompt.text;
            quote!(StateKind::Menu { prompt: #prompt })
        }
        StateKind::Transfer => quote!(StateKind::Transfer),
    };
    let parent = option(state.parent.map(index));
    let branches = state.branches.iter().map(|b| branch(model, Some(id), b));
    let line = Literal::u32_unsuffixed(crate::place::Place::from(state.name).line());
    quote! {
        StateDescription {
            name: #name,
            variant: #variant,
            client_action_id: #client_action_id,
            was: &[#(#was),*],
            attempts: #attempts,
            kind: #kind,
            parent: #parent,
            branches: &[#(#branches),*],
            line: #line,
        }
    }
}

fn branch(model: &Model<'_>, owner: Option<StateId>, branch: &Branch<'_>) -> TokenStream {
    let triggers = branch.triggers.iter().map(|trigger| match trigger.on {
        On::Key(key) => {
            let sign = key.sign();
            quote!(Trigger::Key(#sign))
        }
        On::Silence => quote!(Trigger::Silence),
        On::Leg(outcome) => {
            let outcome = outcome_path(outcome);
            quote!(Trigger::Leg(#outcome))
        }
        On::Other => quote!(Trigger::Other),
    });
    let steps = steps(model, owner, &branch.action);
    let line = Literal::u32_unsuffixed(branch.place.line());
    quote! {
        BranchDescription { on: &[#(#triggers),*], steps: &[#steps], line: #line }
    }
}

fn outcome_path(outcome: Outcome) -> TokenStream {
    let variant = crate::resolve::generated(outcome.variant());
    quote!(::ivr_runtime::Outcome::#variant)
}

fn steps(model: &Model<'_>, owner: Option<StateId>, action: &Action<'_>) -> TokenStream {
    let steps = action.steps.iter().map(|s| step(model, owner, s));
    quote!(#(#steps),*)
}

fn step(model: &Model<'_>, owner: Option<StateId>, step: &Step<'_>) -> TokenStream {
    match step {
        Step::Say { text, .. } => {
            let text = &text.text;
            quote!(StepDescription::Say(#text))
        }
        Step::Play { url, .. } => quote!(StepDescription::Play(#url)),
        Step::Hangup => quote!(StepDescription::Hangup),
        Step::Enter { to, in_place, .. } => {
            let by = match to {
                Target::Here => quote!(EnterBy::Repeat),
                Target::Parent => quote!(EnterBy::Back),
                _ if *in_place => quote!(EnterBy::Menu),
                _ => quote!(EnterBy::Goto),
            };
            // What the whole tree shares leads elsewhere from every menu.
            let state = match (to, owner) {
                (Target::State(id), _) => Some(*id),
                (to, Some(owner)) => model.target(owner, *to),
                (_, None) => None,
            };
            let state = option(state.map(index));
            quote!(StepDescription::Enter { state: #state, by: #by })
        }
        Step::Connect {
            state, from, to, ..
        } => {
            let (state, from, to) = (index(*state), number(from), number(to));
            quote!(StepDescription::Connect { state: #state, from: #from, to: #to })
        }
        Step::Match { question, arms, .. } => {
            let question = source(question);
            let arms = arms.iter().map(|arm| {
                let pattern = source(&arm.head);
                let steps = steps(model, owner, &arm.action);
                quote!(ArmDescription { pattern: #pattern, steps: &[#steps] })
            });
            quote!(StepDescription::Match { question: #question, arms: &[#(#arms),*] })
        }
        Step::Retry {
            attempts,
            prompts,
            otherwise,
            ..
        } => {
            let attempts = Literal::u32_unsuffixed(*attempts);
            let prompts = prompts.iter().map(|prompt| &prompt.text);
            let otherwise = steps(model, owner, otherwise);
            quote! {
                StepDescription::Retry {
                    attempts: #attempts,
                    prompts: &[#(#prompts),*],
                    otherwise: &[#otherwise],
                }
            }
        }
    }
}

fn number(number: &Number<'_>) -> String {
    match number {
        Number::Literal(literal) => literal.clone(),
        Number::Expression(expression) => source(expression),
    }
}

fn index(StateId(index): StateId) -> Literal {
    Literal::usize_unsuffixed(index)
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// The lines of a doc comment, as written.
fn doc_text(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(line),
            ..
        }) = &pair.value
        else {
            return None;
        };
        let line = line.value();
        pair.path
            .is_ident("doc")
            .then(|| line.strip_prefix(' ').unwrap_or(&line).to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}
