//! Offers: what a prompt says about keys, with the words it uses.

use super::keys::Text;
use super::walk::Walk;
use super::{Grammar, Kind, Offer, purpose, words};

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

/// The keys that `prompt` offers, in its order, each with its words.
pub(crate) fn offers(prompt: &str, grammar: Grammar) -> Vec<Offer<'_>> {
    let tokens = words::tokens(prompt);
    let text = Text {
        prompt,
        tokens: &tokens,
        grammar,
    };
    let found = Walk::new(text).run();
    let purposes = purpose::purposes(text, &found);
    let mut offers = Vec::new();
    for (found, (from, to)) in found.into_iter().zip(purposes) {
        let offer = Offer {
            kind: found.kind,
            keys: String::new(),
            phrase: slice(prompt, &tokens, found.first, found.end),
            purpose: slice(prompt, &tokens, from, to),
        };
        if found.keys.is_empty() {
            offers.push(offer);
        } else {
            offers.extend(found.keys.into_iter().map(|keys| Offer {
                keys,
                ..offer.clone()
            }));
        }
    }
    offers
}

/// The text of the tokens `from..to`.
fn slice<'p>(prompt: &'p str, tokens: &[words::Token], from: usize, to: usize) -> &'p str {
    match tokens.get(from..to) {
        Some([first, .., last]) => &prompt[first.start..last.end],
        Some([only]) => &prompt[only.start..only.end],
        _ => "",
    }
}
