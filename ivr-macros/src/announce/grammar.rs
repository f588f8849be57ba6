//! Offers: what a prompt says about keys, with the words it uses.

use super::keys::Text;
use super::walk::Walk;
use super::{Grammar, Offer, purpose, words};

/// The keys that `prompt` offers, in order, each with its words.
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
