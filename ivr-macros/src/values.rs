//! The values of a call: which are set at each step, and which each step needs.
//!
//! A pattern or a `set` sets a value. A value that the tree declares
//! is remembered from then on; any other is known to the end of the branch.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Pat;

use crate::model::{
    Action, Asked, Branch, Model, Number, Placeholder, Spoken, StateId, StateKind, Step, Target,
    Text, Transfer,
};
use crate::place::Place;

/// Index of a value in [`Model::variables`].
pub(crate) type VariableId = usize;

/// What is known at one step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// What is remembered.
    pub(crate) remembered: BTreeSet<VariableId>,
    /// What is known in this branch alone.
    pub(crate) bound: Vec<String>,
}

/// An event during a walk through an action.
pub(crate) enum Event<'m> {
    /// A remembered value is read.
    Reads {
        variable: VariableId,
        place: Place,
        known: &'m Known,
        /// The menu whose prompt reads it; `None` if the action itself does.
        prompt_of: Option<StateId>,
    },
    /// A text contains a name that no value has there.
    Unknown {
        value: &'m Placeholder,
        place: Place,
        known: &'m Known,
        prompt_of: Option<StateId>,
    },
    /// A later try of a transfer needs a value that only this turn knows.
    Forgotten { name: String, place: Place },
    /// The call continues in this state.
    Arrives { at: StateId, known: &'m Known },
}

impl Known {
    /// What is known in a branch, in a state that remembers these values.
    pub(crate) fn in_branch(mut self, model: &Model<'_>, branch: &Branch<'_>) -> Self {
        if let Some(binding) = branch.binding {
            self.learn(model, &binding.to_string());
        }
        self
    }

    fn learn(&mut self, model: &Model<'_>, name: &str) {
        match variable(model, name) {
            Some(variable) => {
                self.remembered.insert(variable);
            }
            None => self.bound.push(name.to_owned()),
        }
    }
}

/// The declared value with this name.
pub(crate) fn variable(model: &Model<'_>, name: &str) -> Option<VariableId> {
    model.variables.iter().position(|v| v.name == name)
}

/// The names that an arm's pattern binds.
pub(crate) fn bound_by(pattern: &Pat) -> Vec<Ident> {
    let mut names = Vec::new();
    names_in(pattern.to_token_stream(), &mut names);
    names
}

fn names_in(tokens: TokenStream, names: &mut Vec<Ident>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => names_in(group.stream(), names),
            TokenTree::Ident(ident) if binds(&tokens, at, ident) => names.push(ident.clone()),
            _ => {}
        }
    }
}

/// Whether it is a binding, and not a segment of a path, the name of a field or a Rust keyword.
fn binds(tokens: &[TokenTree], at: usize, ident: &Ident) -> bool {
    let text = ident.to_string();
    let small = text.starts_with(|first: char| first.is_lowercase() || first == '_');
    let word = matches!(
        text.as_str(),
        "ref" | "mut" | "true" | "false" | "_" | "crate" | "self"
    );
    let called = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
    let part = behind(tokens, at, "::");
    let field = matches!(sign(tokens, Some(at + 1)), Some(':' | '!'));
    small && !word && !called && !part && !field
}

/// Whether the token directly follows this punctuation.
fn behind(tokens: &[TokenTree], at: usize, signs: &str) -> bool {
    let mut before = signs.chars().rev().zip(1..);
    before.all(|(expected, back)| sign(tokens, at.checked_sub(back)) == Some(expected))
}

/// The punctuation character at a place, if there is one.
fn sign(tokens: &[TokenTree], at: Option<usize>) -> Option<char> {
    match tokens.get(at?)? {
        TokenTree::Punct(punct) => Some(punct.as_char()),
        _ => None,
    }
}

/// Walks through an action, starting with what is known before it.
pub(crate) fn walk(
    model: &Model<'_>,
    here: StateId,
    action: &Action<'_>,
    known: Known,
    visit: &mut impl FnMut(Event<'_>),
) {
    Walk { model, here, visit }.action(action, known);
}

/// Reports the values that callers need when they enter a menu, or when a transfer calls its next number.
pub(crate) fn enter(
    model: &Model<'_>,
    at: StateId,
    known: &Known,
    visit: &mut impl FnMut(Event<'_>),
) {
    Walk {
        model,
        here: at,
        visit,
    }
    .arrive(at, known);
}

struct Walk<'w, 'm, 'a, F> {
    model: &'m Model<'a>,
    here: StateId,
    visit: &'w mut F,
}

impl<F: FnMut(Event<'_>)> Walk<'_, '_, '_, F> {
    fn action(&mut self, action: &Action<'_>, mut known: Known) {
        for step in &action.steps {
            match step {
                Step::Say { text, .. } => self.text(text, &known, None),
                Step::Set { name, value } => {
                    self.expression(value, &known);
                    known.learn(self.model, &name.to_string());
                }
                Step::Enter { to, .. } => self.target(*to, &known),
                Step::Connect { state } => self.arrive(*state, &known),
                Step::Match { question, arms, .. } => {
                    self.expression(question, &known);
                    for arm in arms {
                        let mut known = known.clone();
                        for name in bound_by(&arm.ast.pattern) {
                            known.learn(self.model, &name.to_string());
                        }
                        if let Some(guard) = &arm.ast.guard {
                            self.expression(guard, &known);
                        }
                        self.action(&arm.action, known);
                    }
                }
                Step::Retry {
                    prompts, otherwise, ..
                } => {
                    let model = self.model;
                    for prompt in prompts {
                        for language in model.language_ids() {
                            let asked = model.asked(prompt, self.here, language);
                            for spoken in asked.iter().flat_map(Asked::spoken) {
                                self.spoken(spoken, &known, None);
                            }
                        }
                    }
                    self.target(Target::Here, &known);
                    self.action(otherwise, known.clone());
                }
                Step::Play(_) | Step::Speak(_) | Step::Hangup => {}
            }
        }
    }

    fn target(&mut self, to: Target, known: &Known) {
        if let Some(at) = self.model.target(self.here, to) {
            self.arrive(at, known);
        }
    }

    fn arrive(&mut self, at: StateId, known: &Known) {
        match &self.model.state(at).kind {
            StateKind::Menu {
                prompt, capture, ..
            } => {
                // Values of a single branch are not known when the menu is heard again.
                let later = Known {
                    bound: Vec::new(),
                    ..known.clone()
                };
                let texts = [
                    Some(&prompt.words),
                    capture.success_message.as_ref(),
                    capture.failure_message.as_ref(),
                ];
                for text in texts.into_iter().flatten() {
                    self.text(text, &later, Some(at));
                }
            }
            StateKind::Transfer(transfer) => self.calls(transfer, known),
        }
        (self.visit)(Event::Arrives { at, known });
    }

    fn calls(&mut self, transfer: &Transfer<'_>, known: &Known) {
        let several = transfer.tries() > 1;
        for number in std::iter::once(&transfer.from).chain(&transfer.to) {
            let Number::Expression(expression) = number else {
                continue;
            };
            self.expression(expression, known);
            if several {
                mentions(expression.to_token_stream(), &mut |ident| {
                    let name = ident.to_string();
                    if known.bound.contains(&name) {
                        let place = Place::from(ident);
                        (self.visit)(Event::Forgotten { name, place });
                    }
                });
            }
        }
        if let Some((waiting, _)) = &transfer.waiting {
            let later = Known {
                bound: Vec::new(),
                ..known.clone()
            };
            self.text(waiting, &later, None);
        }
    }

    fn text(&mut self, text: &Text, known: &Known, prompt_of: Option<StateId>) {
        for spoken in &text.versions {
            self.spoken(spoken, known, prompt_of);
        }
    }

    fn spoken(&mut self, spoken: &Spoken, known: &Known, prompt_of: Option<StateId>) {
        for value in spoken.values() {
            let name = value.name.to_string();
            let place = spoken.place;
            if known.bound.contains(&name) {
                continue;
            }
            (self.visit)(match variable(self.model, &name) {
                Some(variable) => Event::Reads {
                    variable,
                    place,
                    known,
                    prompt_of,
                },
                None => Event::Unknown {
                    value,
                    place,
                    known,
                    prompt_of,
                },
            });
        }
    }

    fn expression(&mut self, expression: impl ToTokens, known: &Known) {
        mentions(expression.to_token_stream(), &mut |ident| {
            let name = ident.to_string();
            if let (Some(variable), false) =
                (variable(self.model, &name), known.bound.contains(&name))
            {
                (self.visit)(Event::Reads {
                    variable,
                    place: Place::from(ident),
                    known,
                    prompt_of: None,
                });
            }
        });
    }
}

/// Calls `visit` with every name in an expression that can be a value, which excludes fields, methods and segments of
/// paths.
fn mentions(tokens: TokenStream, visit: &mut impl FnMut(&Ident)) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => mentions(group.stream(), visit),
            TokenTree::Ident(ident) => {
                // `..rest` is a value, `call.rest` a field.
                let field = behind(&tokens, at, ".") && !behind(&tokens, at, "..");
                let part = behind(&tokens, at, "::");
                if !field && !part && sign(&tokens, Some(at + 1)) != Some(':') {
                    visit(ident);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The remembered values that an action reads before setting them.
pub(crate) fn needed(
    model: &Model<'_>,
    here: StateId,
    action: &Action<'_>,
    known: Known,
) -> BTreeSet<VariableId> {
    let mut needed = BTreeSet::new();
    walk(model, here, action, known, &mut |event| {
        collect(&event, &mut needed);
    });
    needed
}

/// The remembered values that the next call of a transfer reads.
pub(crate) fn needed_to_enter(model: &Model<'_>, at: StateId) -> BTreeSet<VariableId> {
    let mut needed = BTreeSet::new();
    enter(model, at, &Known::default(), &mut |event| {
        collect(&event, &mut needed);
    });
    needed
}

fn collect(event: &Event<'_>, needed: &mut BTreeSet<VariableId>) {
    if let Event::Reads {
        variable, known, ..
    } = event
        && !known.remembered.contains(variable)
    {
        needed.insert(*variable);
    }
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser;

    use super::*;

    #[test]
    fn patterns_bind_what_is_no_path_field_or_word() {
        for (pattern, names) in [
            ("Some(guest)", "guest"),
            ("Booking::Made { table, at: when, .. }", "table when"),
            ("(a, mut b, ref c) | (a, b, c)", "a b c a b c"),
            ("first @ 1..=9", "first"),
            ("None | crate::limits::MAX | true | _", ""),
        ] {
            let pattern_ = Pat::parse_multi_with_leading_vert
                .parse_str(pattern)
                .unwrap();
            let bound: Vec<_> = bound_by(&pattern_).iter().map(Ident::to_string).collect();
            assert_eq!(bound.join(" "), names, "{pattern}");
        }
    }

    #[test]
    fn expressions_mention_values_and_not_fields() {
        let mut names = Vec::new();
        let tokens = "desk.day(day, call.guests, Day::today, Order { size: n, day }, ..end)";
        mentions(tokens.parse().unwrap(), &mut |ident| {
            names.push(ident.to_string())
        });
        assert_eq!(names.join(" "), "desk day call Order n day end");
    }
}
