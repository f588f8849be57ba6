//! Where a prompt offers keys, and in what form.

use super::{Grammar, Kind};

/// How a key is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// "press 1"
    Verb,
    /// "key 1", "option 1"
    Noun,
    /// "1 for sales"
    Then,
    /// "for sales 1"
    Opened,
    /// "sales: 1"
    Labelled,
    /// "1: sales"
    Headed,
    /// "sales is 1"
    Copula,
    /// "sales, 1"
    Listed,
    /// "mit der 1 .."
    By,
    /// "songs 1 to 3"
    Range,
    /// A digit among words of a language that is not known.
    Foreign,
}

impl Form {
    /// Whether one such item alone may be chance, and only a list of them, or a verb before, is
    /// proof.
    pub(super) fn needs_company(self) -> bool {
        self != Self::Verb
    }
}

/// A place that offers keys.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) form: Form,
    pub(super) keys: Vec<String>,
    /// The language of the verb, which may be a guest in the prompt.
    pub(super) grammar: Grammar,
    /// The tokens that make it, the last one excluded.
    pub(super) first: usize,
    pub(super) end: usize,
}
