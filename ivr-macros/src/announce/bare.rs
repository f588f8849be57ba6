//! Keys without a verb: "1 for sales", "for sales, 1", "sales: 1".

use super::found::Form;
use super::keys::Keys;
use super::sense::Sense;
use super::walk::Walk;
use super::words::{Shape, is_far};
use super::{Grammar, Kind};

impl Walk<'_> {
    /// A key without a verb before it.
    pub(super) fn bare(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        if let Some(keys) = text.range(at) {
            return self.bare_range(at, keys);
        }
        let (key, end) = text.sequence(at)?;
        let keys = Keys {
            keys: vec![key],
            end,
            negated: false,
        };
        if self.is_last(end) {
            let keys = Keys {
                end: end + 1,
                ..keys
            };
            return self.push(Kind::Key, Form::Verb, keys, (text.grammar, at));
        }
        if let Some(form) = self.form(at, end) {
            let kind = match form {
                Form::Listed => Kind::Mention,
                _ => self.kind(&keys, at, false),
            };
            return self.push(kind, form, keys, (text.grammar, at));
        }
        if self.kind(&keys, at, false) == Kind::Terminator {
            return self.push(Kind::Terminator, Form::Verb, keys, (text.grammar, at));
        }
        if self.is_foreign(at) {
            return self.push(Kind::Mention, Form::Foreign, keys, (text.grammar, at));
        }
        Some(end)
    }

    /// A range without a verb before it: "songs one through three". After a verb of choosing, a range that starts at 0
    /// or 1 is what to choose from. Otherwise, only ranges of single digits are keys: others may be the hours of a
    /// shop.
    fn bare_range(&mut self, at: usize, keys: Keys) -> Option<usize> {
        let end = keys.end;
        let low = keys
            .keys
            .first()
            .is_some_and(|key| key == "0" || key == "1");
        let chosen = low && self.pending == Some(self.sentence(at));
        let single = keys.keys.iter().all(|key| key.len() == 1);
        let kind = match (chosen, single) {
            (true, _) => Kind::Key,
            (false, true) => Kind::Mention,
            (false, false) => return Some(end),
        };
        let form = if chosen { Form::Verb } else { Form::Range };
        self.push(kind, form, keys, (self.text.grammar, at))
    }

    /// Whether the clause of the digit at `at` is in an unknown language: in another script, or without any word of the
    /// tables.
    fn is_foreign(&self, at: usize) -> bool {
        let text = self.text;
        if text.shape(at) != Some(Shape::Number) {
            return false;
        }
        if text.grammar == Grammar::Other {
            return true;
        }
        let start = (0..at).rev().take_while(|&word| !text.breaks(word)).last();
        let clause = (start.unwrap_or(at)..).take_while(|&word| !text.breaks(word));
        let words = clause.filter(|&word| text.shape(word) == Some(Shape::Word));
        let far = |word: &usize| {
            let token = text.tokens.get(*word);
            token.is_some_and(|t| text.prompt[t.start..t.end].chars().any(is_far))
        };
        let words: Vec<_> = words.collect();
        words.iter().any(far)
            || (words.len() >= 2 && words.iter().all(|&word| text.meaning(word).is_unknown()))
    }

    /// A verb at `at` that belongs to the key before it: "die 1 drücken".
    fn is_last(&self, at: usize) -> bool {
        self.text.is(at, Sense::Last) && self.ends(at + 1)
    }

    fn ends(&self, at: usize) -> bool {
        self.text.breaks(at) || self.text.is(at, Sense::Or)
    }

    /// How the key at `at..end`, without a verb before it, is offered.
    fn form(&self, at: usize, end: usize) -> Option<Form> {
        let text = self.text;
        let head = self.head(at);
        let before = head.checked_sub(1);
        let begins = before.is_none_or(|before| self.ends(before));
        // "a table for 3 or 4", "2, 3 or 4 guests"
        let after_number = before.is_some_and(|before| {
            before > 0 && self.ends(before) && text.shape(before - 1) == Some(Shape::Number)
        }) && !self.is_taken(head.saturating_sub(2));
        if begins && !after_number && self.opens(end) {
            return Some(Form::Then);
        }
        let mark = |at| matches!(text.shape(at), Some(Shape::Colon | Shape::Dash));
        if begins && mark(end) && text.shape(end + 1) == Some(Shape::Word) {
            return Some(Form::Headed);
        }
        if self.is_by(at) {
            return Some(Form::By);
        }
        let sentence = before
            .is_none_or(|before| matches!(text.shape(before), Some(Shape::Stop | Shape::Colon)));
        // "One, check in. Two, check out."
        if sentence && text.shape(end) == Some(Shape::Comma) && self.is_plain(end + 1) {
            return Some(Form::Headed);
        }
        let before = before?;
        if mark(before) && self.ends(end) && before > self.clauses[1] {
            return Some(Form::Labelled);
        }
        if text.is(before, Sense::Copula) && (self.ends(end) || self.opens(end)) {
            return Some(Form::Copula);
        }
        // "sales, 1": too similar to an address to demand a branch
        let listed = text.shape(before) == Some(Shape::Comma) && before > self.clauses[1];
        let opened = self.clause_opens(before) && !text.is(before, Sense::Preposition);
        let unclaimed = self.ends(end) && !self.leads_to_verb(end);
        match (opened, listed) {
            _ if !unclaimed => None,
            (true, _) => Some(Form::Opened),
            (false, true) => Some(Form::Listed),
            (false, false) => None,
        }
    }

    /// Whether an article and a word for "by means of" precede `at`: "mit der 1".
    fn is_by(&self, at: usize) -> bool {
        let by = at
            .checked_sub(2)
            .is_some_and(|by| self.text.is(by, Sense::By));
        by && self.text.is(at - 1, Sense::Filler) && !self.text.breaks(at - 1)
    }

    /// Whether the word at `at` is neither a key nor a word that joins keys.
    fn is_plain(&self, at: usize) -> bool {
        let meaning = self.text.meaning(at);
        self.text.shape(at) == Some(Shape::Word) && meaning.key.is_none() && !meaning.is(Sense::Or)
    }

    /// Where the key at `at` starts, including its articles: "le 2", "the option 2".
    fn head(&self, at: usize) -> usize {
        let mut head = at;
        while head > 0 && at - head < 3 && !self.text.breaks(head - 1) {
            let meaning = self.text.meaning(head - 1);
            if !meaning.is(Sense::Filler) || meaning.key.is_some() {
                break;
            }
            head -= 1;
        }
        head
    }

    /// Whether the token at `at` belongs to an offer already.
    fn is_taken(&self, at: usize) -> bool {
        self.found
            .last()
            .is_some_and(|last| last.first <= at && at < last.end)
    }

    /// Whether a purpose starts at `at`, or after a comma there if a verb preceded: "2, um ..".
    fn opens(&self, at: usize) -> bool {
        let comma = self.text.shape(at) == Some(Shape::Comma) && self.is_active(at);
        let opener = at + usize::from(comma);
        let next = opener + 1;
        // "9 to 5", "2 for 1", "10 to noon"; but "0 for more options"
        let amounts =
            self.text.shape(next) == Some(Shape::Number) || self.text.is(next, Sense::Clock);
        self.text.is(opener, Sense::Opener) && !self.text.breaks(next) && !amounts
    }

    /// Whether the clause of the token `before` starts as a purpose does: "for sales".
    fn clause_opens(&self, before: usize) -> bool {
        let start = if self.text.breaks(before) {
            self.clauses[1]
        } else {
            self.clauses[0]
        };
        let start = self.past_joints(start);
        start <= before && self.text.is(start, Sense::Opener)
    }

    fn past_joints(&self, at: usize) -> usize {
        let mut at = at;
        for _ in 0..3 {
            at += usize::from(self.text.is(at, Sense::Or));
        }
        at
    }

    /// Whether the verb of a clause that ends at `end` is still to come: "for flight 212, please press 1".
    fn leads_to_verb(&self, end: usize) -> bool {
        (end..end + 3).any(|at| self.verb_language(at).is_some())
    }

    /// Whether a verb has offered a key in the sentence of `at`.
    fn is_active(&self, at: usize) -> bool {
        self.verb_sentence == Some(self.sentence(at))
    }
}
