//! The tree as data, in the form that `ivr_runtime::packed::description` reads.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::description::{
    doc_text, entered, line, number, shown, template, transcripts, tree_keys,
};
use super::super::source;
use super::super::states::States;
use super::texts::{Bytes, Texts};
use crate::arrivals::{Remembered, remembered};
use crate::keys::Outcome;
use crate::model::{
    Action, Branch, LanguageId, Model, On, Recording, Spoken, StateId, StateKind, Step, Target,
    Trigger,
};
use crate::place::Place;

pub(super) fn description(
    states: &States<'_, '_>,
    start: StateId,
    texts: &mut Texts,
) -> TokenStream {
    let model = states.model;
    let mut packed = Packed {
        model,
        numbers: Bytes::default(),
        texts,
    };
    packed.tree(start);
    let (tree, numbers) = (&model.ast.name, packed.numbers.literal());
    quote! {
        static DESCRIPTION: ::std::sync::LazyLock<::ivr_runtime::Description> =
            ::std::sync::LazyLock::new(|| {
                ::ivr_runtime::packed::description(::core::file!(), #numbers, #tree::texts())
            });
        &DESCRIPTION
    }
}

/// What has been written.
struct Packed<'m, 'a, 't> {
    model: &'m Model<'a>,
    numbers: Bytes,
    texts: &'t mut Texts,
}

impl<'m> Packed<'m, '_, '_> {
    fn number(&mut self, number: u32) {
        self.numbers.number(number);
    }

    fn index(&mut self, index: usize) {
        self.numbers.index(index);
    }

    fn text(&mut self, text: impl Into<String>) {
        let number = self.texts.number(text);
        self.index(number);
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.number(u32::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        let items: Vec<_> = items.into_iter().collect();
        self.index(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn texts(&mut self, texts: impl IntoIterator<Item = String>) {
        self.list(texts, Self::text);
    }

    fn tree(&mut self, start: StateId) {
        let model = self.model;
        self.text(model.ast.name.to_string());
        self.text(doc_text(&model.ast.attributes));
        let states = model.ids().zip(remembered(model, start));
        self.list(states, |packed, (id, remembered)| {
            packed.state(id, remembered);
        });
        self.index(start.0);
        let languages = model.languages.iter();
        self.texts(languages.filter_map(|l| l.name.as_ref().map(ToString::to_string)));
        self.list(&model.variables, |packed, variable| {
            packed.text(variable.name.to_string());
            packed.text(source(&variable.ty));
        });
        match &model.ring {
            Some(ring) => self.steps(None, &ring.action),
            None => self.index(0),
        }
        self.list(&model.fallbacks, |packed, branch| {
            packed.branch(None, branch)
        });
        self.steps(None, &model.failure);
    }

    fn state(&mut self, id: StateId, remembered: Remembered) {
        let model = self.model;
        let state = model.state(id);
        self.text(state.name.to_string());
        self.text(state.variant.to_string());
        self.text(state.id.text.as_str());
        self.list(&state.was, |packed, was| packed.text(was.text.as_str()));
        self.number(model.attempts(id));
        self.number(model.silences(id));
        self.text(tree_keys(model, id));
        self.texts(remembered.known);
        self.texts(remembered.needed);
        let prompt = match &state.kind {
            StateKind::Menu { prompt, .. } => Some(prompt),
            StateKind::Transfer(_) => None,
        };
        self.option(prompt, |packed, prompt| {
            packed.text(shown(&prompt.heard));
            packed.list(&prompt.recordings, Self::recording);
        });
        self.option(state.parent, |packed, StateId(parent)| packed.index(parent));
        self.list(&state.branches, |packed, branch| {
            packed.branch(Some(id), branch)
        });
        self.line(Some(id), Place::from(state.name));
    }

    fn branch(&mut self, owner: Option<StateId>, branch: &Branch<'_>) {
        self.list(&branch.triggers, Self::trigger);
        self.option(branch.binding, |packed, name| packed.text(name.to_string()));
        self.option(branch.label.as_ref(), |packed, label| {
            packed.text(shown(label))
        });
        self.steps(owner, &branch.action);
        self.line(owner, branch.place);
    }

    fn line(&mut self, owner: Option<StateId>, place: Place) {
        self.number(line(self.model, owner, place));
    }

    fn trigger(&mut self, trigger: &Trigger) {
        match trigger.on {
            On::Key(key) => {
                self.number(0);
                self.number(u32::from(key.sign()));
            }
            On::Keyed(keys) => {
                self.number(1);
                self.text(keys.as_str());
            }
            On::Number(low, high) => {
                self.number(2);
                self.number(low);
                self.number(high);
            }
            On::Digits(min, max) => {
                self.number(3);
                self.number(min.into());
                self.number(max.into());
            }
            On::Silence => self.number(4),
            On::Leg(Outcome::Answered) => self.number(5),
            On::Leg(Outcome::Busy) => self.number(6),
            On::Leg(Outcome::NoAnswer) => self.number(7),
            On::Leg(Outcome::Failed) => self.number(8),
            On::Other => self.number(9),
        }
    }

    fn recording(&mut self, recording: &Recording) {
        self.texts(recording.urls.iter().cloned());
        self.texts(transcripts(recording));
    }

    fn steps(&mut self, owner: Option<StateId>, action: &Action<'_>) {
        self.list(&action.steps, |packed, step| packed.step(owner, step));
    }

    fn step(&mut self, owner: Option<StateId>, step: &Step<'_>) {
        match step {
            Step::Say { text, .. } => {
                self.number(0);
                self.texts(text.versions.iter().map(Spoken::shown));
            }
            Step::Play(recording) => {
                self.number(1);
                self.recording(recording);
            }
            Step::Speak(LanguageId(at)) => {
                self.number(2);
                let name = self.model.languages.get(*at).and_then(|l| l.name.as_ref());
                self.text(name.map_or(String::new(), ToString::to_string));
            }
            Step::Set { name, value } => {
                self.number(3);
                self.text(name.to_string());
                self.text(source(value));
            }
            Step::Enter { to, in_place, .. } => {
                self.number(4);
                self.number(match to {
                    Target::Here => 2,
                    Target::Parent => 3,
                    _ if *in_place => 0,
                    _ => 1,
                });
                let to = entered(self.model, owner, *to);
                self.option(to, |packed, StateId(to)| packed.index(to));
            }
            Step::Connect { state } => {
                let StateKind::Transfer(transfer) = &self.model.state(*state).kind else {
                    return self.number(8);
                };
                self.number(5);
                self.index(state.0);
                self.text(number(&transfer.from));
                self.texts(transfer.to.iter().map(number));
                self.number(transfer.rounds);
            }
            Step::Match { question, arms, .. } => {
                self.number(6);
                self.text(source(question));
                self.list(arms, |packed, arm| {
                    packed.text(source(&arm.head));
                    packed.steps(owner, &arm.action);
                });
            }
            Step::Retry {
                attempts,
                prompts,
                otherwise,
                ..
            } => {
                self.number(7);
                self.number(*attempts);
                self.texts(prompts.iter().map(template));
                self.steps(owner, otherwise);
            }
            Step::Hangup => self.number(8),
        }
    }
}
