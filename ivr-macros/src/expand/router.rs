//! The match on (state, input), and the look-ups that it may ask for.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::callflow::Callflow;
use super::point::screaming;
use super::replies::{Replies, next_state, raw_text};
use crate::graph::Point;
use crate::keys::Outcome;
use crate::model::{Action, Answer, Branch, Model, On, StateId, StateKind, Step};
use crate::resolve::generated;

/// Writes the router piece by piece: what one piece needs (a constant, a look-up) is kept
/// until all are written.
pub(super) struct Router<'m, 'a> {
    model: &'m Model<'a>,
    replies: Replies,
    lookups: Vec<Lookup>,
    /// Which look-up stands for a branch; where it is relative, also at which point.
    lookup_of: HashMap<(*const Branch<'a>, Option<Point>), Ident>,
    lookup_names: HashSet<String>,
}

/// One variant of the look-up enum, with the code that answers it.
pub(super) struct Lookup {
    pub(super) variant: Ident,
    pub(super) doc: String,
    pub(super) code: TokenStream,
}

/// What a state makes of its inputs.
enum Inputs {
    /// Whatever it is, the same follows.
    Any(TokenStream),
    /// The arms of a match.
    Match(Vec<TokenStream>),
}

impl<'m, 'a> Router<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        let variants = Point::all(model).into_iter();
        Self {
            model,
            replies: Replies::new(variants.map(|point| point.variant(model).to_string())),
            lookups: Vec::new(),
            lookup_of: HashMap::new(),
            lookup_names: HashSet::new(),
        }
    }

    /// The constants and the look-ups that the code written so far refers to.
    pub(super) fn finish(self) -> (Vec<TokenStream>, Vec<Lookup>) {
        (self.replies.into_constants(), self.lookups)
    }

    /// `Self::BookTable => match input { .. }`
    pub(super) fn arm(&mut self, point: Point) -> TokenStream {
        let variant = point.variant(self.model);
        let inputs = if self.model.state(point.state).is_menu() {
            self.keys(point)
        } else {
            self.outcomes(point)
        };
        match inputs {
            Inputs::Any(turn) => quote!(Self::#variant => #turn,),
            Inputs::Match(arms) => quote!(Self::#variant => match input { #(#arms,)* },),
        }
    }

    /// The arms of a menu: its own branches as written, then what it falls back on.
    fn keys(&mut self, point: Point) -> Inputs {
        let model = self.model;
        let mut arms = Vec::new();
        for branch in &model.state(point.state).branches {
            let keys: Vec<_> = branch
                .triggers
                .iter()
                .filter_map(|trigger| match trigger.on {
                    On::Key(key) => Some(generated(key.variant())),
                    _ => None,
                })
                .collect();
            if !keys.is_empty() {
                let owner = Some(point.state);
                let turn = self.turn(point, Answer { branch, owner });
                arms.push(quote!(Input::Key(#(Key::#keys)|*) => #turn));
            }
        }
        let silence = model.answer(point.state, On::Silence);
        let other = model.answer_other(point.state);
        if let (Some(silence), Some(other)) = (silence, other)
            && !std::ptr::eq(silence.branch, other.branch)
        {
            let turn = self.turn(point, silence);
            arms.push(quote!(Input::Silence => #turn));
        }
        self.last_arm(point, arms, other)
    }

    /// The arms of a transfer. The last takes all else, which the platform never sends.
    fn outcomes(&mut self, point: Point) -> Inputs {
        let model = self.model;
        let other = model
            .answer(point.state, On::Other)
            .or_else(|| model.answer(point.state, On::Leg(Outcome::Failed)));
        let mut arms = Vec::new();
        for branch in &model.state(point.state).branches {
            if other.is_some_and(|other| std::ptr::eq(other.branch, branch)) {
                continue;
            }
            let outcomes = branch.triggers.iter().filter_map(|t| match t.on {
                On::Leg(outcome) => Some(generated(outcome.variant())),
                _ => None,
            });
            let outcomes: Vec<_> = outcomes.collect();
            if !outcomes.is_empty() {
                let owner = Some(point.state);
                let turn = self.turn(point, Answer { branch, owner });
                arms.push(quote!(Input::Leg(#(Outcome::#outcomes)|*) => #turn));
            }
        }
        self.last_arm(point, arms, other)
    }

    fn last_arm(
        &mut self,
        point: Point,
        mut arms: Vec<TokenStream>,
        other: Option<Answer<'m, 'a>>,
    ) -> Inputs {
        // Checked before: every state has an answer to what it does not name.
        let Some(other) = other else {
            return Inputs::Match(arms);
        };
        let turn = self.turn(point, other);
        if arms.is_empty() {
            return Inputs::Any(turn);
        }
        arms.push(quote!(_ => #turn));
        Inputs::Match(arms)
    }

    /// What a branch answers at a point: a constant, or a look-up.
    fn turn(&mut self, point: Point, answer: Answer<'m, 'a>) -> TokenStream {
        let action = &answer.branch.action;
        if is_fixed(action, point.attempt) {
            let name = self.reply_name(point, answer);
            let reply = self.reply(action, point, Callflow::default(), &name);
            return quote!(Turn::Reply(#reply));
        }
        let relative = action.is_relative().then_some(point);
        let key = (std::ptr::from_ref(answer.branch), relative);
        let lookup = match self.lookup_of.get(&key) {
            Some(lookup) => lookup.clone(),
            None => {
                let lookup = self.lookup(point, answer, relative.is_some());
                self.lookup_of.insert(key, lookup.clone());
                lookup
            }
        };
        let lookups = super::lookup_name(self.model);
        quote!(Turn::Ask(#lookups::#lookup))
    }

    fn lookup(&mut self, point: Point, answer: Answer<'m, 'a>, relative: bool) -> Ident {
        let on = trigger_name(answer.branch);
        let place = match (answer.owner, relative) {
            (_, true) => point.variant(self.model).to_string(),
            (Some(owner), false) => self.model.state(owner).variant.to_string(),
            (None, false) => "AnyMenu".to_owned(),
        };
        let mut name = format!("{place}{on}");
        while !self.lookup_names.insert(name.clone()) {
            name.push('_');
        }
        let variant = Ident::new(&name, Span::call_site());
        let reply_name = self.reply_name(point, answer);
        let code = self.reply(
            &answer.branch.action,
            point,
            Callflow::default(),
            &reply_name,
        );
        self.lookups.push(Lookup {
            variant: variant.clone(),
            doc: describe(&answer.branch.action),
            code,
        });
        variant
    }

    /// What is said when a look-up fails.
    pub(super) fn failure(&mut self, start: StateId) -> TokenStream {
        let failure = &self.model.failure;
        self.reply(failure, Point::first(start), Callflow::default(), "FAILURE")
    }

    /// An expression for the answer that an action gives at a point, after the steps that
    /// are already in the callflow.
    fn reply(
        &mut self,
        action: &Action<'a>,
        point: Point,
        mut callflow: Callflow,
        name: &str,
    ) -> TokenStream {
        let spoken_only = action.steps.len() == 1;
        for step in &action.steps {
            match step {
                Step::Say {
                    text,
                    voice,
                    repetition,
                } => callflow.say(&text.text, voice, *repetition),
                Step::Play { url, repetition } => callflow.play(url, *repetition),
                Step::Hangup => break,
                Step::Enter { to, .. } => {
                    let to = self.model.target(point.state, *to);
                    return match to {
                        Some(to) => self.enter(to, callflow, spoken_only, name),
                        None => TokenStream::new(),
                    };
                }
                Step::Connect {
                    state,
                    from,
                    to,
                    record,
                } => {
                    callflow.connect(from, to, *record);
                    return self.document(callflow, Some(Point::first(*state)), name);
                }
                Step::Match { question, arms, .. } => {
                    let arms: Vec<_> = arms
                        .iter()
                        .enumerate()
                        .map(|(at, arm)| {
                            let word = arm.word.clone().unwrap_or_else(|| at.to_string());
                            let name = format!("{name}_{}", screaming(&word));
                            let reply = self.reply(&arm.action, point, callflow.clone(), &name);
                            let head = &arm.head;
                            quote!(#head => #reply,)
                        })
                        .collect();
                    return quote!(match #question { #(#arms)* });
                }
                Step::Retry {
                    attempts,
                    prompts,
                    otherwise,
                    ..
                } => {
                    if point.attempt >= *attempts {
                        return self.reply(otherwise, point, callflow, name);
                    }
                    let again = Point {
                        attempt: point.attempt + 1,
                        ..point
                    };
                    let each = prompts.get(point.attempt as usize).or(prompts.first());
                    let prompt = each.map(|text| text.text.as_str());
                    self.ask(&mut callflow, again.state, prompt);
                    let name = again.constant(self.model);
                    return self.document(callflow, Some(again), &name);
                }
            }
        }
        callflow.hang_up();
        self.document(callflow, None, name)
    }

    fn enter(
        &mut self,
        to: StateId,
        mut callflow: Callflow,
        alone: bool,
        name: &str,
    ) -> TokenStream {
        let to = Point::first(to);
        self.ask(&mut callflow, to.state, None);
        let own_name = to.constant(self.model);
        let name = if alone { &own_name } else { name };
        self.document(callflow, Some(to), name)
    }

    /// Adds a menu's question to a callflow, with its own prompt or another.
    fn ask(&self, callflow: &mut Callflow, menu: StateId, prompt: Option<&str>) {
        if let StateKind::Menu {
            prompt: own,
            capture,
            ..
        } = &self.model.state(menu).kind
        {
            callflow.ask(prompt.unwrap_or(&own.text), capture, capture.tries);
        }
    }

    fn document(&mut self, callflow: Callflow, next: Option<Point>, name: &str) -> TokenStream {
        let id = next.map(|next| next.client_action_id(self.model));
        let variant = next.map(|next| next.variant(self.model));
        let json = callflow.answer(id.as_deref());
        if let Some(body) = json.fixed() {
            return self.replies.constant(name, variant.as_ref(), body);
        }
        let (pieces, holes) = json.parts();
        let pieces = pieces.into_iter().map(raw_text);
        let next = next_state(variant.as_ref());
        quote! {
            ::ivr_runtime::Reply::rendered(#next, &[#(#pieces),*], &[#(#holes),*])
        }
    }

    /// The menu's prompt alone: what an incoming call hears first.
    pub(super) fn greeting(&mut self, start: StateId) -> TokenStream {
        self.enter(start, Callflow::default(), true, "")
    }

    fn reply_name(&self, point: Point, answer: Answer<'m, 'a>) -> String {
        let on = screaming(trigger_name(answer.branch).as_str());
        match answer.owner {
            None if answer.branch.action.is_relative() => {
                format!("{}_{on}", point.constant(self.model))
            }
            None => on,
            Some(owner) => format!("{}_{on}", Point::first(owner).constant(self.model)),
        }
    }
}

/// Is the answer known at compile time?
fn is_fixed(action: &Action<'_>, attempt: u32) -> bool {
    use crate::model::Number::Expression;
    match action.last() {
        Some(Step::Match { .. }) => false,
        Some(Step::Connect { from, to, .. }) => {
            !matches!(from, Expression(_)) && !matches!(to, Expression(_))
        }
        Some(Step::Retry {
            attempts,
            otherwise,
            ..
        }) => attempt < *attempts || is_fixed(otherwise, attempt),
        _ => true,
    }
}

/// How the first input of a branch is called in an identifier.
fn trigger_name(branch: &Branch<'_>) -> String {
    match branch.triggers.first().map(|trigger| trigger.on) {
        Some(On::Key(key)) if key.is_digit() => key.sign().to_string(),
        Some(On::Key(key)) => key.variant().to_owned(),
        Some(On::Silence) => "Silence".to_owned(),
        Some(On::Leg(outcome)) => outcome.variant().to_owned(),
        Some(On::Other) | None => "Other".to_owned(),
    }
}

/// What a look-up asks, as written in the tree.
fn describe(action: &Action<'_>) -> String {
    match action.last() {
        Some(Step::Match { question, .. }) => format!("`match {}`", super::source(question)),
        Some(Step::Retry { otherwise, .. }) => describe(otherwise),
        _ => "The numbers of a transfer.".to_owned(),
    }
}
