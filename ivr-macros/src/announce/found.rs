//! Where a prompt offers keys, and in which form.

use super::{Grammar, Kind};

/// The form in which a key is offered.
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
    /// A digit among words of an unknown language.
    Foreign,
}

impl Form {
    /// Whether a single such item may be chance, and only a list of them, or a verb before it, is proof.
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
    /// The language of the verb, which may differ from the prompt's.
    pub(super) grammar: Grammar,
    /// The tokens of the offer, from `first` up to, but without, `end`.
    pub(super) first: usize,
    pub(super) end: usize,
}
