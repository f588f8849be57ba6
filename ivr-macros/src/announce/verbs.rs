//! The context of a verb of pressing: negations, "any key", and what may follow a chosen key.

use super::keys::Text;
use super::sense::Sense;
use super::words::Shape;

/// Whether the word at `at` may follow a key that was chosen; "sides" in "choose 2 sides" may not.
pub(super) fn may_follow(text: Text<'_>, at: usize) -> bool {
    text.breaks(at)
        || [Sense::Follow, Sense::Opener, Sense::Or, Sense::Copula]
            .into_iter()
            .any(|sense| text.is(at, sense))
}

/// Whether the verb at `at` is negated: "do not press", "no need to press".
pub(super) fn is_denied(text: Text<'_>, at: usize) -> bool {
    let mut before = at;
    for _ in 0..4 {
        let Some(word) = before.checked_sub(1) else {
            return false;
        };
        if text.breaks(word) {
            return false;
        }
        // "si no pulse 2" is "otherwise", not "do not".
        if text.is(word, Sense::Not) {
            return word == 0 || !text.is(word - 1, Sense::Opener);
        }
        if !text.is(word, Sense::Light) {
            return false;
        }
        before = word;
    }
    false
}

/// "any key" after a verb: where it ends, and whether it is only "any other key". A placeholder may stand for any key
/// too.
pub(super) fn any_key(text: Text<'_>, start: usize) -> Option<(usize, bool)> {
    let mut any = false;
    let mut other = false;
    for at in start..start + 6 {
        let token = text.tokens.get(at)?;
        if text.breaks(at) {
            return None;
        }
        if token.shape == Shape::Opaque && text.prompt[token.start..].starts_with('{') {
            return Some((at + 1, false));
        }
        any |= text.is(at, Sense::Any);
        other |= text.is(at, Sense::Other);
        let noun = text.is(at, Sense::KeyNoun) || text.is(at, Sense::Sign);
        if noun && (any || other) {
            return Some((at + 1, other));
        }
    }
    None
}
