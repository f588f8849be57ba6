//! Digits in an unknown language: recognises those that look like the menu's own keys.
//!
//! "हिंदी के लिए 2 दबाएं": this module can't tell that this says "press", and not "o'clock". But if the same letters
//! stand beside two digits that are keys of the menu, a third digit beside them is offered too.

use super::{Kind, Offer};

/// Number of letters beside a digit that are compared.
const LETTERS: usize = 2;
/// Minimum number of the menu's keys with the same letters beside them.
const PROOF: usize = 2;

/// The digits among `offers` that are offered in the same way as those that `wired` contains.
pub(super) fn offered<'o, 'p>(
    text: &str,
    offers: &'o [Offer<'p>],
    wired: impl Fn(&Offer<'_>) -> bool,
) -> Vec<&'o Offer<'p>> {
    let digits = offers
        .iter()
        .filter(|offer| offer.kind == Kind::Mention && offer.keys.len() == 1);
    let (known, unknown): (Vec<_>, Vec<_>) = digits.partition(|offer| wired(offer));
    let known: Vec<_> = known
        .iter()
        .map(|offer| (offer.keys.as_str(), beside(text, offer.phrase)))
        .collect();
    let proven = |side: usize, letters: &str| {
        let mut keys: Vec<_> = known
            .iter()
            .filter(|(_, beside)| beside[side] == letters)
            .map(|(key, _)| *key)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        !letters.is_empty() && keys.len() >= PROOF
    };
    unknown
        .into_iter()
        .filter(|offer| {
            let [before, after] = beside(text, offer.phrase);
            proven(0, &before) || proven(1, &after)
        })
        .collect()
}

/// The letters before and after a phrase of `text`, without separators.
fn beside(text: &str, phrase: &str) -> [String; 2] {
    let start = phrase.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    let before = text.get(..start).unwrap_or_default().chars().rev();
    let after = text.get(start + phrase.len()..).unwrap_or_default().chars();
    [nearest(before).chars().rev().collect(), nearest(after)]
}

fn nearest(letters: impl Iterator<Item = char>) -> String {
    letters
        .skip_while(|c| c.is_whitespace())
        .take_while(|c| !c.is_ascii_punctuation() && !c.is_whitespace())
        .take(LETTERS)
        .collect()
}
