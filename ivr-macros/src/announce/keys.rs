//! Reads the keys at one place of a prompt: one, several, or a range.

use super::Grammar;
use super::sense::Sense;
use super::words::{Meaning, Shape, Token, foreign_digit};

/// Maximum number of words between a verb and its key.
const REACH: usize = 8;
/// Maximum length of a key sequence: the platform captures at most 25 digits.
const LONGEST: usize = 25;
/// Maximum number of keys in a range or an enumeration: a larger one is about something else.
const MOST: usize = 100;

/// A prompt's tokens, as read in one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'p> {
    pub(super) prompt: &'p str,
    pub(super) tokens: &'p [Token],
    pub(super) grammar: Grammar,
}

/// The keys at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub(super) keys: Vec<String>,
    /// The token after them.
    pub(super) end: usize,
    /// Whether a "not" precedes the key.
    pub(super) negated: bool,
}

impl<'p> Text<'p> {
    /// The same text, read in another language.
    pub(super) fn within(self, grammar: Grammar) -> Self {
        Self { grammar, ..self }
    }

    pub(super) fn meaning(self, at: usize) -> Meaning {
        self.tokens
            .get(at)
            .map(|token| token.meaning(self.grammar))
            .unwrap_or_default()
    }

    pub(super) fn is(self, at: usize, sense: Sense) -> bool {
        self.meaning(at).is(sense)
    }

    pub(super) fn shape(self, at: usize) -> Option<Shape> {
        self.tokens.get(at).map(|token| token.shape)
    }

    /// Whether a clause ends before `at`: punctuation, or the end of the prompt.
    pub(super) fn breaks(self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(Token::is_break)
    }

    /// The keys after a verb or noun, which ends before `at`.
    pub(super) fn keys_after(self, at: usize) -> Option<Keys> {
        let mut negated = false;
        let mut between = false;
        let mut at = at;
        for _ in 0..REACH {
            if self.breaks(at) {
                return None;
            }
            if let Some((first, end)) = self.sequence(at) {
                let (keys, end) = self.enumeration(first, end, between);
                return Some(Keys { keys, end, negated });
            }
            let meaning = self.meaning(at);
            negated |= meaning.is(Sense::Not);
            between |= meaning.is(Sense::Between);
            at += match meaning {
                _ if self.accompanies(at) => 1,
                // "press or say one"
                _ if meaning.is(Sense::Or) && self.is(at + 1, Sense::Say) => 2,
                _ => return None,
            };
        }
        None
    }

    /// Whether the word at `at` may stand between a verb and its key.
    fn accompanies(self, at: usize) -> bool {
        let meaning = self.meaning(at);
        [
            Sense::Filler,
            Sense::KeyNoun,
            Sense::OptionNoun,
            Sense::Say,
            Sense::Not,
            Sense::From,
        ]
        .into_iter()
        .any(|sense| meaning.is(sense))
    }

    /// One key sequence ("1", "4 2", "star 9", "the pound sign") at `at`, and the token after it.
    pub(super) fn sequence(self, at: usize) -> Option<(String, usize)> {
        let (first, mut end) = self.atom(at)?;
        let mut keys = first.to_owned();
        while keys.len() < LONGEST {
            let next = if self.is_hyphen(end) { end + 1 } else { end };
            if next > end && self.range_to(&keys, next).is_some() {
                break;
            }
            // "press 1 (one)" says the same key twice.
            if self.tokens.get(next).is_none_or(|token| token.opened) {
                break;
            }
            let Some((more, after)) = self.atom(next) else {
                break;
            };
            keys.push_str(more);
            end = after;
        }
        if self.is(end, Sense::KeyNoun) || self.is(end, Sense::Sign) {
            end += 1;
        }
        Some((keys, end))
    }

    /// One key at `at`, and the token after it; `None` for a number that counts or measures.
    fn atom(self, at: usize) -> Option<(&'p str, usize)> {
        let token = self.tokens.get(at)?;
        let next = at + 1;
        match token.shape {
            Shape::Number if self.counts(next) => None,
            Shape::Number if !self.prompt[token.start..].starts_with(|c: char| c.is_ascii()) => {
                Some((foreign_key(&self.prompt[token.start..token.end])?, next))
            }
            Shape::Number => Some((&self.prompt[token.start..token.end], next)),
            // "#1" is "number one".
            Shape::Symbol if self.is_hash_of_number(at) => self.atom(next),
            Shape::Symbol => Some((&self.prompt[token.start..token.end], next)),
            // "number sign"
            Shape::Word if self.is(at, Sense::Sign) && self.is(next, Sense::Sign) => {
                Some(("#", next + 1))
            }
            Shape::Word => {
                let key = self.meaning(at).key?;
                let spelled = key.starts_with(|c: char| c.is_ascii_digit());
                let names_none = spelled && (self.counts(next) || self.is_article(at));
                (!names_none).then_some((key, next))
            }
            _ => None,
        }
    }

    /// Whether the word at `at` makes the number before it an amount.
    pub(super) fn counts(self, at: usize) -> bool {
        self.is(at, Sense::Count)
    }

    /// Whether the number word at `at` is used as an article or pronoun: "one of our agents", "un
    /// chiffre".
    fn is_article(self, at: usize) -> bool {
        let next = self.meaning(at + 1);
        next.is(Sense::Of)
            || (self.is(at, Sense::Filler) && (next.is(Sense::Sign) || next.is(Sense::KeyNoun)))
    }

    fn is_hash_of_number(self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| self.prompt[token.start..token.end] == *"#")
            && self
                .tokens
                .get(at + 1)
                .is_some_and(|next| next.shape == Shape::Number && next.glued)
    }

    /// A hyphen between digits.
    fn is_hyphen(self, at: usize) -> bool {
        let glued = |at: usize| self.tokens.get(at).is_some_and(|token| token.glued);
        self.shape(at) == Some(Shape::Dash) && glued(at) && glued(at + 1)
    }

    /// What follows `first`: the other end of a range, or further keys ("1, 2 or 3").
    fn enumeration(self, first: String, end: usize, between: bool) -> (Vec<String>, usize) {
        let joins =
            self.is(end, Sense::To) || self.is_hyphen(end) || (between && self.is(end, Sense::Or));
        let range = joins
            .then(|| self.range_to(&first, self.past_articles(end + 1)))
            .flatten();
        // "press 1 to 5, or 9"
        let (mut keys, mut end) = range.unwrap_or_else(|| (vec![first], end));
        while keys.len() < MOST {
            let Some((key, after)) = self.one_more(end) else {
                break;
            };
            keys.push(key);
            end = after;
        }
        (keys, end)
    }

    /// The range at `at` without a verb: "1 to 3", "between one and three".
    pub(super) fn range(self, at: usize) -> Option<Keys> {
        let between = at
            .checked_sub(1)
            .is_some_and(|before| self.is(before, Sense::Between));
        let (first, end) = self.sequence(at)?;
        let joins =
            self.is(end, Sense::To) || self.is_hyphen(end) || (between && self.is(end, Sense::Or));
        let to = self.past_articles(end + 1);
        let (keys, end) = joins.then(|| self.range_to(&first, to)).flatten()?;
        let end = end + usize::from(self.is(end, Sense::KeyNoun));
        Some(Keys {
            keys,
            end,
            negated: false,
        })
    }

    /// The keys of the range from `first` to the number at `to`.
    fn range_to(self, first: &str, to: usize) -> Option<(Vec<String>, usize)> {
        let (last, end) = self.atom(to)?;
        let low: usize = first.parse().ok()?;
        let high: usize = last.parse().ok()?;
        let sensible = low < high && high - low < MOST;
        sensible.then(|| ((low..=high).map(|key| key.to_string()).collect(), end))
    }

    /// One more key of an enumeration. A comma alone does not join two keys: "press 1, 2 for B" starts another option.
    fn one_more(self, end: usize) -> Option<(String, usize)> {
        let comma = self.shape(end) == Some(Shape::Comma);
        let word = end + usize::from(comma);
        let joined = self.is(word, Sense::Or);
        if !comma && !joined {
            return None;
        }
        let at = self.past_articles(word + usize::from(joined));
        let (key, after) = self.sequence(at)?;
        let goes_on = joined || self.one_more_follows(after);
        goes_on.then_some((key, after))
    }

    /// Whether a comma and a key, or an "or" and a key, follow at `end`. Looks no further, so that an enumeration is
    /// read in linear time.
    fn one_more_follows(self, end: usize) -> bool {
        let comma = self.shape(end) == Some(Shape::Comma);
        let word = end + usize::from(comma);
        let joined = self.is(word, Sense::Or);
        let at = self.past_articles(word + usize::from(joined));
        (comma || joined) && self.atom(at).is_some()
    }

    fn past_articles(self, at: usize) -> usize {
        let mut at = at;
        for _ in 0..3 {
            let skips = [Sense::Filler, Sense::KeyNoun, Sense::OptionNoun]
                .into_iter()
                .any(|sense| self.is(at, sense));
            if !skips || self.atom(at).is_some() {
                break;
            }
            at += 1;
        }
        at
    }
}

/// The key that a digit of another script represents.
fn foreign_key(digits: &str) -> Option<&'static str> {
    const KEYS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let mut digits = digits.chars();
    let (digit, None) = (digits.next()?, digits.next()) else {
        return None;
    };
    KEYS.get(foreign_digit(digit)? as usize).copied()
}
