//! Goes through a prompt once, in order, and finds the places that offer keys.

use std::mem::discriminant;

use rustc_hash::FxHashMap;

use super::found::{Form, Found};
use super::keys::{Keys, Text};
use super::sense::Sense;
use super::verbs::{any_key, is_denied, may_follow};
use super::words::Shape;
use super::{Grammar, Kind};

/// The state of one walk through a prompt.
pub(super) struct Walk<'p> {
    pub(super) text: Text<'p>,
    pub(super) found: Vec<Found>,
    /// For each sentence, whether it is about an emergency.
    emergency: Vec<bool>,
    /// For each sentence and language, whether it names something to type in.
    input: Vec<[bool; Grammar::COUNT]>,
    /// Where the current clause starts, and where the previous one did.
    pub(super) clauses: [usize; 2],
    /// The last word of the current sentence that says an entry is complete.
    finish: Option<usize>,
    /// The sentence of the last verb that offered a key.
    pub(super) verb_sentence: Option<usize>,
    /// The sentence of the last verb that has no key yet: "choose a song from 1 to 3".
    pub(super) pending: Option<usize>,
    /// Where the last request to type something in ends, if no key was offered since.
    asked: Option<usize>,
}

impl<'p> Walk<'p> {
    pub(super) fn new(text: Text<'p>) -> Self {
        let sentences = text.tokens.last().map_or(0, |last| last.sentence + 1);
        let mut emergency = vec![false; sentences];
        let mut input = vec![[false; Grammar::COUNT]; sentences];
        for token in text.tokens {
            for grammar in Grammar::KNOWN {
                let meaning = token.meaning(grammar);
                emergency[token.sentence] |= meaning.is(Sense::Emergency);
                input[token.sentence][grammar as usize] |= meaning.is(Sense::Input);
            }
        }
        Self {
            text,
            found: Vec::new(),
            emergency,
            input,
            clauses: [0; 2],
            finish: None,
            verb_sentence: None,
            pending: None,
            asked: None,
        }
    }

    pub(super) fn run(mut self) -> Vec<Found> {
        let mut at = 0;
        while at < self.text.tokens.len() {
            self.keep_place(at);
            let next = self
                .verb(at)
                .or_else(|| self.noun(at))
                .or_else(|| self.bare(at))
                .unwrap_or(at + 1);
            for passed in at + 1..next {
                self.keep_place(passed);
            }
            at = next.max(at + 1);
        }
        self.judge_company();
        self.found
    }

    /// Records clause starts and words of completion on the way.
    fn keep_place(&mut self, at: usize) {
        let previous = at.checked_sub(1).and_then(|before| self.text.shape(before));
        if previous == Some(Shape::Stop) {
            self.clauses = [at; 2];
            self.finish = None;
        } else if at > 0 && self.text.breaks(at - 1) {
            self.clauses = [at, self.clauses[0]];
        }
        if self.text.is(at, Sense::Finish) {
            self.finish = Some(at);
        }
    }

    pub(super) fn sentence(&self, at: usize) -> usize {
        self.text.tokens.get(at).map_or(0, |token| token.sentence)
    }

    /// The language in which the word at `at` is a verb of pressing.
    pub(super) fn verb_language(&self, at: usize) -> Option<Grammar> {
        const VERBS: [Sense; 4] = [Sense::Press, Sense::Choose, Sense::Enter, Sense::Dial];
        let own = self.text.grammar;
        if VERBS.into_iter().any(|sense| self.text.is(at, sense)) {
            return Some(own);
        }
        Grammar::KNOWN
            .into_iter()
            .find(|&other| self.text.within(other).is(at, Sense::Abroad))
    }

    /// "press 1", "press any key", "enter your PIN".
    fn verb(&mut self, at: usize) -> Option<usize> {
        let grammar = self.verb_language(at)?;
        let text = self.text.within(grammar);
        let Some(keys) = text.keys_after(at + 1) else {
            let said = self.keyless(at, text);
            let asks = said.is_none() && !is_denied(text, at);
            self.pending = asks.then(|| self.sentence(at));
            return said;
        };
        let loose = text.is(at, Sense::Press) || text.is(at, Sense::Dial);
        if !loose && !may_follow(text, keys.end) {
            return None;
        }
        if keys.negated || is_denied(text, at) {
            return Some(keys.end);
        }
        let dials = text.is(at, Sense::Dial);
        let kind = self.kind(&keys, at, dials);
        self.push(kind, Form::Verb, keys, (grammar, at))
    }

    /// What a verb without a key says, if anything.
    fn keyless(&mut self, at: usize, text: Text<'p>) -> Option<usize> {
        if is_denied(text, at) {
            return None;
        }
        if let Some((end, other)) = any_key(text, at + 1) {
            if other {
                return Some(end);
            }
            return self.push_keyless(Kind::AnyKey, text.grammar, at, end);
        }
        let asks = text.is(at, Sense::Enter) || text.is(at, Sense::Dial);
        let named = self
            .input
            .get(self.sentence(at))
            .is_some_and(|input| input[text.grammar as usize]);
        if asks && named {
            return self.push_keyless(Kind::Input, text.grammar, at, at + 1);
        }
        None
    }

    /// "key 1", "option 1", "a scale of 1 to 5".
    fn noun(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let scale = text.is(at, Sense::Scale);
        let option = text.is(at, Sense::OptionNoun);
        if !scale && !option && !text.is(at, Sense::KeyNoun) {
            return None;
        }
        let start = if scale { at + 2 } else { at + 1 };
        let keys = text.keys_after(start)?;
        if keys.negated {
            return Some(keys.end);
        }
        let kind = if scale {
            Kind::Mention
        } else {
            self.kind(&keys, at, false)
        };
        let form = if option || scale {
            Form::Noun
        } else {
            Form::Verb
        };
        self.push(kind, form, keys, (text.grammar, at))
    }

    /// What offering `keys` at `at` means.
    pub(super) fn kind(&self, keys: &Keys, at: usize, dials: bool) -> Kind {
        let longest = keys.keys.iter().map(String::len).max().unwrap_or_default();
        let emergency = self
            .emergency
            .get(self.sentence(at))
            .is_some_and(|&emergency| emergency);
        let elsewhere = (emergency && longest >= 2) || (dials && longest >= 3) || longest >= 7;
        if elsewhere {
            Kind::Mention
        } else if self.is_terminator(keys, at) {
            Kind::Terminator
        } else {
            Kind::Key
        }
    }

    /// Whether a star or hash only ends an entry.
    fn is_terminator(&self, keys: &Keys, at: usize) -> bool {
        let [key] = keys.keys.as_slice() else {
            return false;
        };
        let Some(asked) = self.asked else {
            return false;
        };
        let completes = self
            .finish
            .is_some_and(|finish| finish >= asked && finish <= at);
        matches!(key.as_str(), "*" | "#") && completes
    }

    pub(super) fn push(
        &mut self,
        kind: Kind,
        form: Form,
        keys: Keys,
        (grammar, first): (Grammar, usize),
    ) -> Option<usize> {
        let end = keys.end;
        match kind {
            Kind::Input => self.asked = Some(end),
            Kind::Mention => {}
            _ => self.asked = None,
        }
        if kind == Kind::Key && form == Form::Verb {
            self.verb_sentence = Some(self.sentence(first));
        }
        self.found.push(Found {
            kind,
            form,
            keys: keys.keys,
            grammar,
            first,
            end,
        });
        Some(end)
    }

    fn push_keyless(
        &mut self,
        kind: Kind,
        grammar: Grammar,
        first: usize,
        end: usize,
    ) -> Option<usize> {
        let keys = Keys {
            end,
            ..Keys::default()
        };
        self.push(kind, Form::Verb, keys, (grammar, first))
    }

    /// Demotes isolated offers to mentions if only a list makes their form certain.
    fn judge_company(&mut self) {
        let last_verbs = self.last_verbs();
        let mut counts = FxHashMap::default();
        for found in &self.found {
            *counts.entry(discriminant(&found.form)).or_insert(0) += 1;
        }
        for (index, found) in self.found.iter_mut().enumerate() {
            let alone = counts.get(&discriminant(&found.form)) == Some(&1);
            let sentence = self
                .text
                .tokens
                .get(found.first)
                .map_or(0, |token| token.sentence);
            let back = usize::from(found.form == Form::Then);
            let led = last_verbs[index].is_some_and(|verb| verb + back >= sentence);
            if found.kind == Kind::Key && found.form.needs_company() && alone && !led {
                found.kind = Kind::Mention;
            }
        }
    }

    /// For each place, the sentence of the last verb that offered a key before it.
    fn last_verbs(&self) -> Vec<Option<usize>> {
        let mut last = None;
        self.found
            .iter()
            .map(|found| {
                let before = last;
                if found.form == Form::Verb && found.kind == Kind::Key {
                    last = Some(self.sentence(found.first));
                }
                before
            })
            .collect()
    }
}
