//! The tree as data, for outlines, diagrams and reports.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::source;
use crate::arrivals::{Remembered, remembered};
use crate::keys::Outcome;
use crate::model::{
    Action, Branch, LanguageId, Model, Number, On, Recording, Spoken, StateId, StateKind, Step,
    Target, Template, Text,
};
use crate::place::Place;

pub(super) fn description(model: &Model<'_>, start: StateId) -> TokenStream {
    let name = model.ast.name.to_string();
    let doc = doc_text(&model.ast.attributes);
    let remembered = remembered(model, start);
    let states = model.ids().zip(&remembered);
    let states = states.map(|(id, remembered)| state(model, id, remembered));
    let fallbacks = model.fallbacks.iter().map(|b| branch(model, None, b));
    let failure = steps(model, None, &model.failure);
    let start = index(start);
    let languages = model
        .languages
        .iter()
        .filter_map(|language| language.name.as_ref());
    let languages = languages.map(ToString::to_string);
    let ring = model
        .ring
        .as_ref()
        .map(|ring| steps(model, None, &ring.action));
    let values = model.variables.iter().map(|variable| {
        let (name, ty) = (variable.name.to_string(), source(&variable.ty));
        quote!(ValueDescription { name: #name, ty: #ty })
    });
    quote! {
        use ::ivr_runtime::description::*;
        &Description {
            name: #name,
            doc: #doc,
            file: ::core::file!(),
            states: &[#(#states),*],
            start: #start,
            languages: &[#(#languages),*],
            values: &[#(#values),*],
            ring: &[#ring],
            fallbacks: &[#(#fallbacks),*],
            failure: &[#failure],
        }
    }
}

fn state(model: &Model<'_>, id: StateId, remembered: &Remembered) -> TokenStream {
    let state = model.state(id);
    let Remembered { known, needed } = remembered;
    let name = state.name.to_string();
    let variant = state.variant.to_string();
    let client_action_id = &state.id.text;
    let was = state.was.iter().map(|was| &was.text);
    let attempts = Literal::u32_unsuffixed(model.attempts(id));
    let silences = Literal::u32_unsuffixed(model.silences(id));
    let tree_keys = tree_keys(model, id);
    let kind = match &state.kind {
        StateKind::Menu { prompt, .. } => {
            let heard = shown(&prompt.heard);
            let recordings = prompt.recordings.iter().map(recording);
            quote!(StateKind::Menu { prompt: #heard, recordings: &[#(#recordings),*] })
        }
        StateKind::Transfer(_) => quote!(StateKind::Transfer),
    };
    let parent = option(state.parent.map(index));
    let branches = state.branches.iter().map(|b| branch(model, Some(id), b));
    let line = Literal::u32_unsuffixed(line(model, Some(id), Place::from(state.name)));
    quote! {
        StateDescription {
            name: #name,
            variant: #variant,
            client_action_id: #client_action_id,
            was: &[#(#was),*],
            attempts: #attempts,
            silences: #silences,
            tree_keys: #tree_keys,
            known: &[#(#known),*],
            needed: &[#(#needed),*],
            kind: #kind,
            parent: #parent,
            branches: &[#(#branches),*],
            line: #line,
        }
    }
}

/// The keys that the whole tree answers in a menu.
pub(super) fn tree_keys(model: &Model<'_>, id: StateId) -> String {
    let keys = model.tree_keys(id).flat_map(|(_, keys)| keys);
    keys.filter_map(|on| match on {
        On::Key(key) => Some(key.sign()),
        _ => None,
    })
    .collect()
}

fn branch(model: &Model<'_>, owner: Option<StateId>, branch: &Branch<'_>) -> TokenStream {
    let triggers = branch.triggers.iter().map(|trigger| match trigger.on {
        On::Key(key) => {
            let sign = key.sign();
            quote!(Trigger::Key(#sign))
        }
        On::Keyed(keys) => {
            let keys = keys.as_str();
            quote!(Trigger::Keys(#keys))
        }
        On::Number(low, high) => {
            let (low, high) = (Literal::u32_unsuffixed(low), Literal::u32_unsuffixed(high));
            quote!(Trigger::Number { low: #low, high: #high })
        }
        On::Digits(min, max) => {
            let (min, max) = (Literal::u8_unsuffixed(min), Literal::u8_unsuffixed(max));
            quote!(Trigger::Digits { min: #min, max: #max })
        }
        On::Silence => quote!(Trigger::Silence),
        On::Leg(outcome) => {
            let outcome = outcome_path(outcome);
            quote!(Trigger::Leg(#outcome))
        }
        On::Other => quote!(Trigger::Other),
    });
    let steps = steps(model, owner, &branch.action);
    let binding = option(branch.binding.map(ToString::to_string));
    let label = option(branch.label.as_ref().map(shown));
    let line = Literal::u32_unsuffixed(line(model, owner, branch.place));
    quote! {
        BranchDescription {
            on: &[#(#triggers),*],
            binding: #binding,
            label: #label,
            steps: &[#steps],
            line: #line,
        }
    }
}

/// The line of a place in the tree's file. A part of another module stands in another file; what
/// comes from it is where the menu around it is.
pub(super) fn line(model: &Model<'_>, mut owner: Option<StateId>, mut place: Place) -> u32 {
    while place.file() != model.file
        && let Some(id) = owner
    {
        let state = model.state(id);
        place = Place::from(state.name);
        owner = state.parent;
    }
    place.line()
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
            let texts = text.versions.iter().map(Spoken::shown);
            quote!(StepDescription::Say(&[#(#texts),*]))
        }
        Step::Play(played) => {
            let recording = recording(played);
            quote!(StepDescription::Play(#recording))
        }
        Step::Speak(LanguageId(at)) => {
            let name = model.languages.get(*at).and_then(|l| l.name.as_ref());
            let name = name.map_or(String::new(), ToString::to_string);
            quote!(StepDescription::Speak(#name))
        }
        Step::Set { name, value } => {
            let (name, value) = (name.to_string(), source(value));
            quote!(StepDescription::Set { name: #name, value: #value })
        }
        Step::Hangup => quote!(StepDescription::Hangup),
        Step::Enter { to, in_place, .. } => {
            let by = match to {
                Target::Here => quote!(EnterBy::Repeat),
                Target::Parent => quote!(EnterBy::Back),
                _ if *in_place => quote!(EnterBy::Menu),
                _ => quote!(EnterBy::Goto),
            };
            let state = option(entered(model, owner, *to).map(index));
            quote!(StepDescription::Enter { state: #state, by: #by })
        }
        Step::Connect { state } => {
            let StateKind::Transfer(transfer) = &model.state(*state).kind else {
                return TokenStream::new();
            };
            let (state, from) = (index(*state), number(&transfer.from));
            let to = transfer.to.iter().map(number);
            let rounds = Literal::u32_unsuffixed(transfer.rounds);
            quote! {
                StepDescription::Connect {
                    state: #state,
                    from: #from,
                    to: &[#(#to),*],
                    rounds: #rounds,
                }
            }
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
            let prompts = prompts.iter().map(template);
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

fn recording(recording: &Recording) -> TokenStream {
    let urls = &recording.urls;
    let transcripts = transcripts(recording);
    quote!(RecordingDescription { urls: &[#(#urls),*], transcripts: &[#(#transcripts),*] })
}

/// What a recording says in each language, if that is known.
pub(super) fn transcripts(recording: &Recording) -> impl Iterator<Item = String> {
    let text = recording.transcript.iter();
    text.flat_map(|text| text.versions.iter().map(Spoken::shown))
}

/// Where a step leads. What the whole tree shares leads elsewhere from every menu.
pub(super) fn entered(model: &Model<'_>, owner: Option<StateId>, to: Target) -> Option<StateId> {
    match (to, owner) {
        (Target::State(id), _) => Some(id),
        (to, Some(owner)) => model.target(owner, to),
        (_, None) => None,
    }
}

pub(super) fn number(number: &Number<'_>) -> String {
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

/// A text for people to read, in the language that calls begin in.
pub(super) fn shown(text: &Text) -> String {
    text.spoken(LanguageId::default()).shown()
}

/// A template as it is written: in each menu that shares it something else is heard.
pub(super) fn template(template: &Template) -> String {
    template.version(LanguageId::default()).shown()
}

/// The lines of a doc comment, as written.
pub(super) fn doc_text(attributes: &[syn::Attribute]) -> String {
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
