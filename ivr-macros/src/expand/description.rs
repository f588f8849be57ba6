//! The tree as JSON, for outlines, diagrams and reports; `ivr_runtime::description` parses it.
//!
//! A constant of nested structs would take rustc longer than the rest of the expansion.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::raw_text::raw_text;
use super::source;
use crate::arrivals::{Remembered, remembered};
use crate::model::{
    Action, Branch, LanguageId, Model, Number, On, Recording, StateId, StateKind, Step, Target,
    Template, Text, Trigger,
};
use crate::place::Place;

/// The constant with the description. Empty members are left out.
pub(super) fn description(model: &Model<'_>, start: StateId) -> TokenStream {
    let languages = model
        .languages
        .iter()
        .filter_map(|language| language.name.as_ref());
    let ring = model
        .ring
        .as_ref()
        .map(|ring| steps(model, None, &ring.action));
    let values = model.variables.iter();
    let values =
        values.map(|value| json!({"name": value.name.to_string(), "ty": source(&value.ty)}));
    let states = model.ids().zip(remembered(model, start));
    let description = json!({
        "name": model.ast.name.to_string(),
        "doc": doc_text(&model.ast.attributes),
        "states": list(states, |(id, remembered)| state(model, id, &remembered)),
        "start": start.0,
        "languages": list(languages, |name| name.to_string().into()),
        "values": list(values, without_empty),
        "ring": ring,
        "fallbacks": list(&model.fallbacks, |fallback| branch(model, None, fallback)),
        "failure": steps(model, None, &model.failure),
    });
    let text = raw_text(&format!("{:#}", without_empty(description)));
    quote!(const DESCRIPTION: &'static str = #text;)
}

/// The trait method that parses the constant.
pub(super) fn method(model: &Model<'_>) -> TokenStream {
    let name = &model.ast.name;
    quote! {
        fn description() -> &'static ::ivr_runtime::Description {
            static DESCRIPTION: ::std::sync::LazyLock<::ivr_runtime::Description> =
                ::std::sync::LazyLock::new(|| {
                    ::ivr_runtime::__private::description(::core::file!(), #name::DESCRIPTION)
                });
            &DESCRIPTION
        }
    }
}

fn state(model: &Model<'_>, id: StateId, remembered: &Remembered) -> Value {
    let state = model.state(id);
    let kind = match &state.kind {
        StateKind::Menu { prompt, .. } => json!({"menu": without_empty(json!({
            "prompt": shown(&prompt.heard),
            "recordings": list(&prompt.recordings, recording),
        }))}),
        StateKind::Transfer(_) => json!("transfer"),
    };
    without_empty(json!({
        "name": state.name.to_string(),
        "variant": state.variant.to_string(),
        "client_action_id": state.id.text,
        "was": list(&state.was, |was| was.text.as_str().into()),
        "attempts": model.attempts(id),
        "silences": model.silences(id),
        "tree_keys": tree_keys(model, id),
        "known": remembered.known,
        "needed": remembered.needed,
        "kind": kind,
        "parent": state.parent.map(|StateId(parent)| parent),
        "branches": list(&state.branches, |each| branch(model, Some(id), each)),
        "line": line(model, Some(id), Place::from(state.name)),
    }))
}

/// The keys for the whole tree that apply in a menu.
fn tree_keys(model: &Model<'_>, id: StateId) -> String {
    let keys = model.tree_keys(id).flat_map(|(_, keys)| keys);
    keys.filter_map(|on| match on {
        On::Key(key) => Some(key.sign()),
        _ => None,
    })
    .collect()
}

fn branch(model: &Model<'_>, owner: Option<StateId>, branch: &Branch<'_>) -> Value {
    without_empty(json!({
        "on": list(&branch.triggers, trigger),
        "binding": branch.binding.map(ToString::to_string),
        "label": branch.label.as_ref().map(shown),
        "steps": steps(model, owner, &branch.action),
        "line": line(model, owner, branch.place),
    }))
}

fn trigger(trigger: &Trigger) -> Value {
    match trigger.on {
        On::Key(key) => json!({"key": key.sign()}),
        On::Keyed(keys) => json!({"keys": keys.as_str()}),
        On::Number(low, high) => json!({"number": {"low": low, "high": high}}),
        On::Digits(min, max) => json!({"digits": {"min": min, "max": max}}),
        On::Silence => json!("silence"),
        On::Leg(outcome) => json!({"leg": outcome.variant()}),
        On::Other => json!("other"),
    }
}

/// The line of a place in the tree's file. A part of another module is in another file; places in it are reported as
/// the line of the menu around the use.
fn line(model: &Model<'_>, mut owner: Option<StateId>, mut place: Place) -> u32 {
    while place.file() != model.file
        && let Some(id) = owner
    {
        let state = model.state(id);
        place = Place::from(state.name);
        owner = state.parent;
    }
    place.line()
}

fn steps(model: &Model<'_>, owner: Option<StateId>, action: &Action<'_>) -> Value {
    list(&action.steps, |each| step(model, owner, each))
}

fn step(model: &Model<'_>, owner: Option<StateId>, step: &Step<'_>) -> Value {
    match step {
        Step::Say { text, .. } => {
            json!({"say": list(&text.versions, |version| version.shown().into())})
        }
        Step::Play(played) => json!({"play": recording(played)}),
        Step::Speak(LanguageId(at)) => {
            let name = model.languages.get(*at).and_then(|l| l.name.as_ref());
            json!({"speak": name.map_or(String::new(), ToString::to_string)})
        }
        Step::Set { name, value } => {
            json!({"set": {"name": name.to_string(), "value": source(value)}})
        }
        Step::Hangup => json!("hangup"),
        Step::Enter { to, in_place, .. } => {
            let by = match to {
                Target::Here => "repeat",
                Target::Parent => "back",
                _ if *in_place => "menu",
                _ => "goto",
            };
            let state = entered(model, owner, *to).map(|StateId(state)| state);
            json!({"enter": without_empty(json!({"state": state, "by": by}))})
        }
        Step::Connect { state } => {
            let StateKind::Transfer(transfer) = &model.state(*state).kind else {
                return Value::Null;
            };
            json!({"connect": {
                "state": state.0,
                "from": number(&transfer.from),
                "to": list(&transfer.to, |to| number(to).into()),
                "rounds": transfer.rounds,
            }})
        }
        Step::Match { question, arms, .. } => {
            let arms = list(arms, |arm| {
                let steps = steps(model, owner, &arm.action);
                json!({"pattern": source(&arm.head), "steps": steps})
            });
            json!({"match": {"question": source(question), "arms": arms}})
        }
        Step::Retry {
            attempts,
            prompts,
            otherwise,
            ..
        } => json!({"retry": without_empty(json!({
            "attempts": attempts,
            "prompts": list(prompts, |prompt| template(prompt).into()),
            "otherwise": steps(model, owner, otherwise),
        }))}),
    }
}

fn recording(recording: &Recording) -> Value {
    let texts = recording.transcript.iter();
    let texts = texts.flat_map(|text| &text.versions);
    without_empty(json!({
        "urls": recording.urls,
        "transcripts": list(texts, |version| version.shown().into()),
    }))
}

fn list<T>(items: impl IntoIterator<Item = T>, write: impl FnMut(T) -> Value) -> Value {
    items.into_iter().map(write).collect()
}

/// Removes members without information from an object.
fn without_empty(mut object: Value) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.retain(|_, value| match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
        });
    }
    object
}

/// Where a step leads. A branch of the whole tree leads elsewhere from every menu.
fn entered(model: &Model<'_>, owner: Option<StateId>, to: Target) -> Option<StateId> {
    match (to, owner) {
        (Target::State(id), _) => Some(id),
        (to, Some(owner)) => model.target(owner, to),
        (_, None) => None,
    }
}

fn number(number: &Number<'_>) -> String {
    match number {
        Number::Literal(literal) => literal.clone(),
        Number::Expression(expression) => source(expression),
    }
}

/// A text for people to read, in the language in which calls start.
fn shown(text: &Text) -> String {
    text.spoken(LanguageId::default()).shown()
}

/// A template as written: its text differs in each menu that shares it.
fn template(template: &Template) -> String {
    template.version(LanguageId::default()).shown()
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
