//! The match on (state, input), and the lookups that it may request.

mod answer;
mod names;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use rustc_hash::{FxHashMap, FxHashSet};
use syn::spanned::Spanned as _;

use crate::expand::constants::Constants;
use crate::expand::inputs::{Inputs, Turn, capture, type_of};
use crate::expand::point::{screaming, suffix};
use crate::expand::replies::{Replies, Said};
use crate::expand::spans::under;
use crate::expand::states::States;
use crate::expand::steps::Steps;
use crate::graph::Point;
use crate::keys::Outcome;
use crate::model::{Answer, Branch, Counter, LanguageId, Model, On, StateId, StateKind, Trigger};
use crate::values::{self, Known, VariableId};
use answer::{Scene, is_fixed};
use names::{asked, describe, is_ring, trigger_name};

/// Generates the router piece by piece. What a piece needs (a constant, a lookup) is collected until all are generated.
pub(super) struct Router<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) states: &'m States<'m, 'a>,
    pub(super) constants: Constants,
    pub(super) replies: Replies,
    /// The indices of the replies that only lead to a menu.
    pub(super) entered: FxHashMap<Point, usize>,
    /// The prompts that are the same for everybody, by the menu's first point.
    pub(super) asked: FxHashMap<Point, Steps>,
    /// What each point asks again after too few keys, as far as it is known.
    pub(super) questions: FxHashMap<Point, Steps>,
    lookups: Vec<Lookup>,
    /// The lookup of a branch in a language; for a relative one, also at a point.
    lookup_of: FxHashMap<(*const Branch<'a>, LanguageId, Option<Point>), Ident>,
    lookup_names: FxHashSet<String>,
    /// The number of composed texts in the current reply, which distinguishes their variables.
    pub(super) texts: usize,
}

/// A variant of the lookup enum, with its code.
pub(super) struct Lookup {
    pub(super) variant: Ident,
    pub(super) doc: String,
    /// The captured digits that it takes, and their type.
    pub(super) field: Option<(Ident, TokenStream)>,
    pub(super) code: TokenStream,
}

impl<'m, 'a> Router<'m, 'a> {
    pub(super) fn new(states: &'m States<'m, 'a>) -> Self {
        Self {
            model: states.model,
            states,
            constants: Constants::new(states),
            replies: Replies::default(),
            entered: FxHashMap::default(),
            asked: FxHashMap::default(),
            questions: FxHashMap::default(),
            lookups: Vec::new(),
            lookup_of: FxHashMap::default(),
            lookup_names: FxHashSet::default(),
            texts: 0,
        }
    }

    /// The method that returns the prompt after too few keys; empty if no menu has a minimum.
    pub(super) fn question(&self) -> TokenStream {
        let known = |point: &Point| Some((*point, self.questions.get(point)?));
        let mut cases: Vec<(Vec<Point>, &Steps)> = Vec::new();
        for (point, steps) in self.states.points.iter().filter_map(known) {
            match cases.iter_mut().find(|(_, same)| *same == steps) {
                Some((points, _)) => points.push(point),
                None => cases.push((vec![point], steps)),
            }
        }
        if cases.is_empty() {
            return TokenStream::new();
        }
        let known: usize = cases.iter().map(|(points, _)| points.len()).sum();
        let others = (known < self.states.points.len()).then(|| quote!(_ => &[],));
        let arms = cases.into_iter().map(|(points, steps)| {
            let points = points.into_iter().map(|point| self.states.code(point));
            let steps = steps.constant();
            quote!(#(#points)|* => const { &#steps },)
        });
        quote! {
            const fn question(self) -> &'static [Step] {
                match self { #(#arms)* #others }
            }
        }
    }

    /// The constants and lookups that the generated code refers to.
    pub(super) fn finish(self) -> (TokenStream, Vec<Lookup>) {
        let (shared, replies) = (self.constants.code, self.replies.finish());
        (quote!(#shared #replies), self.lookups)
    }

    /// The turns of a state, by input, at each of its points in order.
    pub(super) fn inputs(&mut self, point: Point) -> Inputs {
        if self.model.state(point.state).is_menu() {
            self.keys(point)
        } else {
            self.outcomes(point)
        }
    }

    pub(super) fn code(&self, turn: &Turn) -> TokenStream {
        match turn {
            Turn::Reply(number) => {
                let reply = self.replies.known(*number);
                quote!(Turn::Reply(#reply))
            }
            Turn::Ask(variant, field) => {
                let lookups = super::lookup_name(self.model);
                let field = field.as_ref().map(|name| quote!({ #name }));
                quote!(Turn::Ask(#lookups::#variant #field))
            }
        }
    }

    /// The turns of a menu: its own branches as written, then the keys of the whole tree, then its fallbacks.
    fn keys(&mut self, point: Point) -> Inputs {
        let model = self.model;
        let mut inputs = Inputs::default();
        let branches = &model.state(point.state).branches;
        // They come last: an input that one branch names alone is not in the range of another.
        let mut ranges = Vec::new();
        for branch in branches {
            let owner = Some(point.state);
            let answer = Answer { branch, owner };
            let (tested, keys): (Vec<&Trigger>, Vec<&Trigger>) = branch
                .triggers
                .iter()
                .filter(|trigger| trigger.on.is_captured() || matches!(trigger.on, On::Key(_)))
                .partition(|trigger| {
                    trigger.on.is_captured() || is_in_a_range(branches, trigger.on)
                });
            if !keys.is_empty() {
                let turn = self.turn(point, answer);
                let keys = keys.iter().map(|trigger| trigger.on);
                inputs.arms.push((keys.collect(), turn));
            }
            for trigger in tested {
                let test = (capture(trigger.on, branch), self.turn(point, answer));
                if trigger.on.is_exact() {
                    inputs.captures.push(test);
                } else {
                    ranges.push(test);
                }
            }
        }
        inputs.captures.append(&mut ranges);
        for (answer, keys) in model.tree_keys(point.state) {
            let turn = self.turn(point, answer);
            inputs.arms.push((keys, turn));
        }
        let silence = model.answer(point.state, On::Silence);
        let other = model.answer_other(point.state);
        if let (Some(silence), Some(other)) = (silence, other)
            && !std::ptr::eq(silence.branch, other.branch)
        {
            let turn = self.turn(point, silence);
            inputs.arms.push((vec![On::Silence], turn));
        }
        self.otherwise(point, other, inputs)
    }

    /// The turns of a transfer by outcome, or a single one if all are the same.
    fn outcomes(&mut self, point: Point) -> Inputs {
        let model = self.model;
        let mut inputs = Inputs::default();
        if point.attempt < model.attempts(point.state) {
            // Somebody may answer at the next number.
            if let Some(answered) = model.answer(point.state, On::Leg(Outcome::Answered)) {
                let turn = self.turn(point, answered);
                inputs.arms.push((vec![On::Leg(Outcome::Answered)], turn));
            }
            inputs.other = self.next_call(point);
            return inputs;
        }
        let other = model
            .answer(point.state, On::Other)
            .or_else(|| model.answer(point.state, On::Leg(Outcome::Failed)));
        for branch in &model.state(point.state).branches {
            if other.is_some_and(|other| std::ptr::eq(other.branch, branch)) {
                continue;
            }
            let outcomes = branch.triggers.iter().map(|trigger| trigger.on);
            let outcomes: Vec<_> = outcomes.filter(|on| matches!(on, On::Leg(_))).collect();
            if !outcomes.is_empty() {
                let owner = Some(point.state);
                let turn = self.turn(point, Answer { branch, owner });
                inputs.arms.push((outcomes, turn));
            }
        }
        self.otherwise(point, other, inputs)
    }

    fn otherwise(
        &mut self,
        point: Point,
        other: Option<Answer<'m, 'a>>,
        mut inputs: Inputs,
    ) -> Inputs {
        // Already checked: every state has a branch for other inputs.
        if let Some(other) = other {
            inputs.other = self.turn(point, other);
        }
        inputs
    }

    /// The next number of a transfer whose call was not answered.
    fn next_call(&mut self, point: Point) -> Turn {
        let again = point.again(Counter::Attempts);
        let StateKind::Transfer(transfer) = &self.model.state(point.state).kind else {
            return Turn::default();
        };
        let name = again.constant(self.model);
        let needed = values::needed_to_enter(self.model, point.state);
        let mut scene = Scene::new(point);
        if let Some((waiting, voice)) = &transfer.waiting {
            let waiting = waiting.spoken(point.language);
            let words = self.words(&mut scene, waiting, voice);
            let spoken_by = (voice, point.language);
            scene.steps.say(words, spoken_by, None, &mut self.constants);
        }
        let reply = self.call(scene, transfer, again, &name);
        if let (true, Said::Known(number)) = (transfer.is_fixed(again.attempt), &reply) {
            return Turn::Reply(*number);
        }
        let reply = self.expression(reply);
        let wish = format!("Call{}", again.variant(self.model));
        let variant = self.lookup_name(wish, "");
        self.lookups.push(Lookup {
            variant: variant.clone(),
            doc: "The number that a transfer calls next.".to_owned(),
            field: None,
            code: self.remembering(needed, reply),
        });
        Turn::Ask(variant, None)
    }

    /// The turn of a branch at a point: a constant, or a lookup.
    fn turn(&mut self, point: Point, answer: Answer<'m, 'a>) -> Turn {
        let action = &answer.branch.action;
        let keeps = answer
            .branch
            .binding
            .is_some_and(|name| values::variable(self.model, &name.to_string()).is_some());
        let counter = self.counter(point, answer);
        if !keeps && is_fixed(self.model, action, (point, counter)) {
            let name = self.reply_name(point, answer);
            let scene = Scene::new(point).counting(counter);
            if let Said::Known(number) = self.reply(action, scene, &name) {
                return Turn::Reply(number);
            }
        }
        // Only branches that ask again differ between attempts.
        let place = if action.retries() > 0 {
            point
        } else {
            Point::first(point.state).speaking(point.language)
        };
        let relative = action.is_relative().then_some(place);
        let key = (std::ptr::from_ref(answer.branch), point.language, relative);
        let lookup = match self.lookup_of.get(&key) {
            Some(lookup) => lookup.clone(),
            None => {
                let lookup = self.lookup(place, answer, relative.is_some());
                self.lookup_of.insert(key, lookup.clone());
                lookup
            }
        };
        Turn::Ask(lookup, answer.branch.binding.cloned())
    }

    fn lookup(&mut self, point: Point, answer: Answer<'m, 'a>, relative: bool) -> Ident {
        let model = self.model;
        let branch = answer.branch;
        let on = trigger_name(model, branch);
        let first = |owner| Point::first(owner).speaking(point.language);
        let place = match (answer.owner, relative) {
            (_, true) => point.variant(model).to_string(),
            (Some(owner), false) => first(owner).variant(model).to_string(),
            (None, false) if is_ring(model, branch) => String::new(),
            (None, false) => format!("AnyMenu{}", screaming(&suffix(model, point.language))),
        };
        let variant = match asked(model, &branch.action) {
            Some(asked) => self.lookup_name(asked, &place),
            None => self.lookup_name(format!("{place}{on}"), ""),
        };
        let reply_name = self.reply_name(point, answer);
        let known = Known::default().in_branch(model, branch);
        let needed = values::needed(model, point.state, &branch.action, known);
        let scene = Scene::new(point).counting(self.counter(point, answer));
        let reply = self.reply(&branch.action, scene, &reply_name);
        let reply = self.expression(reply);
        let set = branch.binding.map(|name| self.keep(name));
        let reply = match set {
            Some(set) if !set.is_empty() => quote!({ #set #reply }),
            _ => reply,
        };
        self.lookups.push(Lookup {
            variant: variant.clone(),
            doc: describe(&branch.action),
            field: branch
                .binding
                .zip(branch.triggers.first())
                .map(|(name, trigger)| (name.clone(), type_of(trigger.on))),
            code: self.remembering(needed, reply),
        });
        variant
    }

    /// The count that an attempt of a branch increases.
    fn counter(&self, point: Point, answer: Answer<'m, 'a>) -> Counter {
        if answer.branch.action.retries() > 0 {
            self.model.counter(point.state, answer.branch)
        } else {
            Counter::Attempts
        }
    }

    /// The name of a lookup, prefixed with its place if the name is taken.
    fn lookup_name(&mut self, mut name: String, place: &str) -> Ident {
        if self.lookup_names.contains(&name) {
            name.insert_str(0, place);
        }
        while !self.lookup_names.insert(name.clone()) {
            name.push('_');
        }
        Ident::new(&name, Span::call_site())
    }

    /// Prefixes code with reads of the remembered values that it needs.
    fn remembering(&self, needed: BTreeSet<VariableId>, code: TokenStream) -> TokenStream {
        if needed.is_empty() {
            return code;
        }
        let values = super::values();
        let taken = needed.into_iter().map(|variable| {
            let variable = &self.model.variables[variable];
            let (name, text) = (&variable.name, variable.name.to_string());
            quote_spanned!(under(variable.ty.span())=> #[allow(unused_variables)] let #name = ::ivr_runtime::__private::remembered(&#values.#name, #text)?;)
        });
        quote!({ #(#taken)* #code })
    }

    /// Code that remembers a value bound by a pattern, if the tree declares it.
    pub(super) fn keep(&self, name: &Ident) -> TokenStream {
        if values::variable(self.model, &name.to_string()).is_none() {
            return TokenStream::new();
        }
        let values = super::values();
        // rustc reports a type other than the declared one at the binding.
        quote_spanned!(under(name.span())=> #values.#name = Some(::core::clone::Clone::clone(&#name));)
    }

    /// The branch for an inbound call, unless the call enters the start menu at once.
    pub(super) fn ring(&mut self, start: StateId) -> Option<TokenStream> {
        let branch = self.model.ring.as_ref()?;
        let owner = None;
        let turn = self.turn(Point::first(start), Answer { branch, owner });
        Some(self.code(&turn))
    }

    /// What is said in a language when a lookup fails.
    pub(super) fn failure(&mut self, start: StateId, language: LanguageId) -> TokenStream {
        let failure = &self.model.failure;
        let point = Point::first(start).speaking(language);
        let name = format!("FAILURE{}", suffix(self.model, language));
        let failure = self.reply(failure, Scene::new(point), &name);
        self.expression(failure)
    }

    /// The menu's prompt alone: what an inbound call hears first.
    pub(super) fn greeting(&mut self, start: StateId) -> TokenStream {
        let start = Point::first(start);
        let greeting = self.enter(start, Scene::new(start), true, "");
        self.expression(greeting)
    }
}

/// Whether a key is also one of the numbers that a branch captures.
fn is_in_a_range(branches: &[Branch<'_>], key: On) -> bool {
    let mut triggers = branches.iter().flat_map(|branch| &branch.triggers);
    triggers.any(|trigger| !trigger.on.is_exact() && trigger.on.takes(key))
}
