//! Parts: actions with parameters, declared once and used in several places.
//!
//! ```text
//! part confirm(question: text, yes: action) => menu ask {
//!     "{question} Press 1 to confirm, press 2 to change."
//!     1 => yes,
//!     2 => back,
//! }
//! start menu main { .. 1 => confirm("A table for today.", yes: hangup) as today }
//! ```
//!
//! A part stays a list of tokens. Each use substitutes its texts and expressions ([`substitute()`]) and is
//! then parsed like any other action ([`parse`](crate::parse)), so each has its own states
//! and is checked separately. Mistakes inside a part are reported at the
//! part, and [`Blame`] adds the use for which it is wrong.
//!
//! - [`split()`]: takes the parts out of a tree;
//! - [`Arguments`]: what a use passes;
//! - [`import()`]: parts of other modules.

mod arguments;
mod blame;
mod import;
mod split;
mod substitute;

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::place::Place;

pub(crate) use arguments::Arguments;
pub(crate) use blame::{Blame, Told, UseId};
pub(crate) use import::{Import, Imported, exported, import};
pub(crate) use split::{Found, Parts, split};
pub(crate) use substitute::substitute;

/// `part name(question: text) => action`
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: Ident,
    pub(crate) parameters: Vec<Parameter>,
    /// The tokens of the action.
    pub(crate) body: TokenStream,
    /// From its first word to its last.
    pub(crate) place: Place,
}

/// `question: text`
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) kind: Kind,
}

/// The kind of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A spoken text.
    Text,
    /// An action.
    Action,
    /// Any Rust expression.
    Expression,
    /// The name of a menu, for `goto`.
    Menu,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Text, Self::Action, Self::Expression, Self::Menu];

    /// The keyword after a parameter.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Action => "action",
            Self::Expression => "expr",
            Self::Menu => "menu",
        }
    }

    /// A noun for an argument of the kind, for messages.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Action => "an action",
            Self::Expression => "a Rust expression",
            Self::Menu => "the name of a menu",
        }
    }

    /// A sample argument, for messages.
    pub(crate) const fn sample(self) -> &'static str {
        match self {
            Self::Text => "\"..\"",
            Self::Action => "say \"..\"",
            Self::Expression => "..",
            Self::Menu => "main_menu",
        }
    }
}

impl Part {
    /// The name in the part of the state that a use leads to, which is renamed to the name of the use: the one outside
    /// of all braces.
    pub(crate) fn root(&self) -> Option<Ident> {
        declared_at(self.body.clone()).0.pop()
    }

    /// The states that the part declares. A Rust cast (`f(x) as u32`) looks the same here, which does no harm: no
    /// `goto` leads to `u32`.
    pub(crate) fn declared(&self) -> BTreeSet<String> {
        declared(self.body.clone())
            .iter()
            .map(Ident::to_string)
            .collect()
    }
}

/// Every menu, transfer and use of a part that the tokens name.
pub(crate) fn declared(tokens: TokenStream) -> Vec<Ident> {
    let mut streams = vec![tokens];
    let mut all = Vec::new();
    while let Some(stream) = streams.pop() {
        let (names, groups) = declared_at(stream);
        all.extend(names);
        streams.extend(groups);
    }
    all
}

/// The names outside of all groups, and the groups.
fn declared_at(tokens: TokenStream) -> (Vec<Ident>, Vec<TokenStream>) {
    let mut names = Vec::new();
    let mut groups = Vec::new();
    // `menu name`, and `connect(..) as name`.
    let mut before = [None, None];
    for token in tokens {
        if let TokenTree::Ident(name) = &token {
            let menu = is_word(before[1].as_ref(), "menu");
            let named = is_word(before[1].as_ref(), "as")
                && matches!(&before[0], Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
            if menu || named {
                names.push(name.clone());
            }
        }
        if let TokenTree::Group(group) = &token {
            groups.push(group.stream());
        }
        let [_, last] = before;
        before = [last, Some(token)];
    }
    (names, groups)
}

/// Whether this token is this word.
pub(crate) fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether this token is this punctuation character.
pub(crate) fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// The nesting depth of groups, and the total number of tokens. Walks with a list of its own instead of recursion.
pub(crate) fn measure(tokens: &TokenStream) -> (usize, usize) {
    let mut levels = vec![tokens.clone().into_iter()];
    let (mut deepest, mut count) = (0, 0);
    while let Some(level) = levels.last_mut() {
        match level.next() {
            Some(TokenTree::Group(group)) => {
                count += 1;
                levels.push(group.stream().into_iter());
                deepest = deepest.max(levels.len() - 1);
            }
            Some(_) => count += 1,
            None => {
                levels.pop();
            }
        }
    }
    (deepest, count)
}

/// The place of a token, or of what precedes it if there is none.
fn place_or(token: Option<&TokenTree>, before: Span) -> Place {
    token.map_or_else(|| Place::from(before), Place::of)
}
