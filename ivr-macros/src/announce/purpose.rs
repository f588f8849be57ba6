//! Purposes: the words of a prompt that describe a key.
//!
//! They come before the key ("to book a table press 1") or after it ("press 1 to book a table"), and without
//! punctuation both readings are possible. So keys are read in order, and an offer does not get words that the previous
//! one has claimed.

use super::found::{Form, Found};
use super::keys::Text;
use super::sense::Sense;
use super::words::Shape;

/// Tokens from the first up to, but without, the second.
type Span = (usize, usize);

/// The purpose of each place in `found`; an empty span if there is none.
pub(super) fn purposes(text: Text<'_>, found: &[Found]) -> Vec<Span> {
    let last_is_bare = ends_bare(text, found);
    let mut claimed = 0;
    let mut spans = Vec::with_capacity(found.len());
    for (index, place) in found.iter().enumerate() {
        let text = text.within(place.grammar);
        let limit = found
            .get(index + 1)
            .map_or(text.tokens.len(), |next| next.first);
        let from = claimed.max(sentence_start(text, found, index));
        let span = choose(text, place, from, limit, last_is_bare[index]).unwrap_or((0, 0));
        claimed = place.end.max(span.1);
        spans.push(span);
    }
    spans
}

/// The purpose of `place`, from words between `from` and `limit`.
fn choose(
    text: Text<'_>,
    place: &Found,
    from: usize,
    limit: usize,
    last_is_bare: bool,
) -> Option<Span> {
    let after = || after(text, place, limit);
    let before = before(text, from, place.first);
    match (place.form, before) {
        (Form::Then | Form::Headed, _) => after(),
        (Form::Opened | Form::Labelled | Form::Listed | Form::Copula, before) => {
            before.map(|(span, _)| span)
        }
        (_, Some((span, true))) => Some(span),
        (_, Some((span, false))) if last_is_bare => Some(span),
        (_, before) => after().or(before.map(|(span, _)| span)),
    }
}

/// For each place, whether no purpose follows the last place of its sentence: then purposes precede keys in the whole
/// sentence.
fn ends_bare(text: Text<'_>, found: &[Found]) -> Vec<bool> {
    let mut bare = vec![false; found.len()];
    for index in (0..found.len()).rev() {
        let place = &found[index];
        let same = found
            .get(index + 1)
            .is_some_and(|next| sentence(text, next.first) == sentence(text, place.first));
        bare[index] = if same {
            bare[index + 1]
        } else {
            after(text.within(place.grammar), place, text.tokens.len()).is_none()
        };
    }
    bare
}

fn sentence(text: Text<'_>, at: usize) -> usize {
    text.tokens.get(at).map_or(0, |token| token.sentence)
}

/// Where the sentence of the place `index` starts, or the place before it ends.
fn sentence_start(text: Text<'_>, found: &[Found], index: usize) -> usize {
    let place = &found[index];
    let least = index.checked_sub(1).map_or(0, |before| found[before].end);
    let mut start = place.first;
    while start > least && text.shape(start - 1) != Some(Shape::Stop) {
        start -= 1;
    }
    start
}

/// The words after the keys: "press 1 to book a table".
fn after(text: Text<'_>, place: &Found, limit: usize) -> Option<Span> {
    let mut start = past_keypad(text, place.end);
    for _ in 0..2 {
        let skips = text.is(start, Sense::Filler) && !text.is(start, Sense::Opener);
        start += usize::from(skips);
    }
    start += usize::from(text.is(start, Sense::Copula));
    let mark = text.shape(start);
    let comma = mark == Some(Shape::Comma);
    let opens = text.is(start + usize::from(comma), Sense::Opener);
    let heads = match mark {
        Some(Shape::Colon | Shape::Dash) => place.end == start,
        Some(Shape::Comma) => matches!(place.form, Form::Noun | Form::Headed),
        _ => false,
    };
    if !opens && !heads && place.form != Form::By {
        return None;
    }
    start += usize::from((comma && opens) || heads);
    let mut end = start;
    while end < limit && !text.breaks(end) {
        end += 1;
    }
    // "press 1, for support press 2": the words belong to the next key.
    if comma && end == limit && limit < text.tokens.len() {
        return None;
    }
    nonempty((start, trimmed_end(text, start, end)))
}

/// Skips "on your keypad" at `at`.
fn past_keypad(text: Text<'_>, at: usize) -> usize {
    let mut near = (at..at + 4).take_while(|&word| !text.breaks(word));
    near.find(|&word| text.is(word, Sense::Keypad))
        .map_or(at, |keypad| keypad + 1)
}

/// The words before the keys, and whether they start as a purpose does: "to book a table press 1".
fn before(text: Text<'_>, from: usize, first: usize) -> Option<(Span, bool)> {
    let end = trimmed_end(text, from, first);
    let mut clause = from;
    let mut opener = None;
    let mut last = from;
    while clause < end {
        let start = trimmed_start(text, clause, end);
        last = start;
        if text.is(start, Sense::Opener) {
            opener = Some(start);
        }
        clause = start;
        while clause < end && !text.breaks(clause) {
            clause += 1;
        }
        clause += 1;
    }
    let span = nonempty((opener.unwrap_or(last), end))?;
    Some((span, opener.is_some()))
}

/// Moves `start` past words that only join: "and", "or", "please".
fn trimmed_start(text: Text<'_>, start: usize, end: usize) -> usize {
    let mut start = start;
    while start < end && joins(text, start) {
        start += 1;
    }
    start
}

/// Moves `end` before punctuation and words that only join.
fn trimmed_end(text: Text<'_>, start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start && joins(text, end - 1) {
        end -= 1;
    }
    end
}

fn joins(text: Text<'_>, at: usize) -> bool {
    let meaning = text.meaning(at);
    text.breaks(at)
        || [Sense::Or, Sense::Copula, Sense::Say]
            .into_iter()
            .any(|sense| meaning.is(sense))
        || (meaning.is(Sense::Filler) && !meaning.is(Sense::Opener))
}

fn nonempty(span: Span) -> Option<Span> {
    (span.0 < span.1).then_some(span)
}
