//! The names of lookups and of replies, made from what the author wrote.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use super::Router;
use crate::expand::point::{screaming, suffix};
use crate::graph::Point;
use crate::model::{Action, Answer, Branch, Model, On, Step};

impl<'m, 'a> Router<'m, 'a> {
    /// The name of the constant for a reply: `MAIN_MENU_1`.
    pub(super) fn reply_name(&self, point: Point, answer: Answer<'m, 'a>) -> String {
        let on = screaming(trigger_name(self.model, answer.branch).as_str());
        match answer.owner {
            None if answer.branch.action.is_relative() => {
                format!("{}_{on}", point.constant(self.model))
            }
            None => {
                let menu = match answer.branch.triggers.first() {
                    Some(trigger) if matches!(trigger.on, On::Key(_)) => "ANY_MENU_",
                    _ => "",
                };
                format!("{menu}{on}{}", suffix(self.model, point.language))
            }
            Some(owner) => {
                let owner = Point::first(owner).speaking(point.language);
                format!("{}_{on}", owner.constant(self.model))
            }
        }
    }
}

pub(super) fn is_ring(model: &Model<'_>, branch: &Branch<'_>) -> bool {
    model
        .ring
        .as_ref()
        .is_some_and(|ring| std::ptr::eq(ring, branch))
}

/// A word for the first input of a branch, for use in an identifier.
pub(super) fn trigger_name(model: &Model<'_>, branch: &Branch<'_>) -> String {
    if is_ring(model, branch) {
        return "Ring".to_owned();
    }
    if let Some(name) = branch.binding {
        return crate::resolve::variant(name).to_string();
    }
    match branch.triggers.first().map(|trigger| trigger.on) {
        Some(On::Key(key)) if key.is_digit() => key.sign().to_string(),
        Some(On::Key(key)) => key.variant().to_owned(),
        Some(On::Keyed(keys)) => keys.as_str().replace('*', "Star").replace('#', "Hash"),
        Some(On::Number(low, high)) => format!("{low}To{high}"),
        Some(On::Digits(min, max)) => format!("{min}To{max}Digits"),
        Some(On::Silence) => "Silence".to_owned(),
        Some(On::Leg(outcome)) => outcome.variant().to_owned(),
        Some(On::Other) | None => "Other".to_owned(),
    }
}

/// A name for a lookup: `BookToday` for `desk.book(call, Day::Today).await?`.
pub(super) fn asked(model: &Model<'_>, action: &Action<'_>) -> Option<String> {
    match action.last()? {
        Step::Match { question, .. } => {
            let mut name = None;
            let mut tokens = question.to_token_stream().into_iter().peekable();
            while let Some(token) = tokens.next() {
                if let (TokenTree::Ident(method), Some(TokenTree::Group(arguments))) =
                    (token, tokens.peek())
                    && arguments.delimiter() == Delimiter::Parenthesis
                {
                    let method = crate::resolve::variant(&method);
                    name = Some(format!("{method}{}", named_in(arguments.stream())));
                }
            }
            name
        }
        Step::Connect { state } => Some(format!("Call{}", model.state(*state).variant)),
        Step::Retry { otherwise, .. } => asked(model, otherwise),
        _ => None,
    }
}

/// The last names of paths among arguments: `Today` of `call, Day::Today`.
fn named_in(arguments: TokenStream) -> String {
    let tokens: Vec<_> = arguments.into_iter().collect();
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let names = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match token {
            TokenTree::Ident(name)
                if is_colon(at.checked_sub(1).and_then(|before| tokens.get(before)))
                    && !is_colon(tokens.get(at + 1)) =>
            {
                Some(crate::resolve::variant(name).to_string())
            }
            _ => None,
        });
    names.collect()
}

/// The lookup's expression, as written in the tree.
pub(super) fn describe(action: &Action<'_>) -> String {
    match action.last() {
        Some(Step::Match { question, .. }) => {
            format!("`match {}`", crate::expand::source(question))
        }
        Some(Step::Retry { otherwise, .. }) => describe(otherwise),
        Some(Step::Connect { .. }) => "The numbers of a transfer.".to_owned(),
        _ => "Values that are spoken or remembered.".to_owned(),
    }
}
