//! What a state does on an input: its own branches, those of the menus around it, and those of the whole tree.

use crate::announce::Grammar;
use crate::keys::Key;

use super::{
    Asked, Branch, Counter, LanguageId, Model, On, State, StateId, StateKind, Target, Template,
    Voice,
};

impl<'a> Model<'a> {
    pub(crate) fn state(&self, id: StateId) -> &State<'a> {
        &self.states[id.0]
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = StateId> + use<> {
        (0..self.states.len()).map(StateId)
    }

    /// The branch that handles `on` in the state, if there is one.
    ///
    /// A menu's own branches come first, then the keys of the whole tree, then its own `_`, then the fallbacks of the
    /// menu that contains it, and so on up to the tree's. At each of these levels, `silence` precedes `_`. A transfer
    /// has only its own arms: outcomes are not keys.
    pub(crate) fn answer(&self, id: StateId, on: On) -> Option<Answer<'_, 'a>> {
        let state = self.state(id);
        let mut owner = Some(id);
        if let Some(branch) = find(&state.branches, on) {
            return Some(Answer { branch, owner });
        }
        if let On::Key(key) = on
            && let Some(branch) = self.tree_key(id, key)
        {
            let owner = None;
            return Some(Answer { branch, owner });
        }
        while let Some(level) = owner {
            let branches = &self.state(level).branches;
            if let Some(branch) = fallback(branches, on) {
                return Some(Answer { branch, owner });
            }
            if !state.is_menu() {
                return None;
            }
            owner = self.state(level).parent;
        }
        fallback(&self.fallbacks, on).map(|branch| Answer {
            branch,
            owner: None,
        })
    }

    /// The branch of the whole tree that handles a key in a menu: the menu has no branch for it, and can capture it
    /// alone.
    pub(crate) fn tree_key(&self, id: StateId, key: Key) -> Option<&Branch<'a>> {
        let state = self.state(id);
        let branch = find(&self.fallbacks, On::Key(key))?;
        let StateKind::Menu { capture, .. } = &state.kind else {
            return None;
        };
        let ends_the_input = key.sign() == '#' && capture.complete_on_hash;
        let heard = capture.min_digits <= 1 && !ends_the_input;
        (heard && find(&state.branches, On::Key(key)).is_none()).then_some(branch)
    }

    /// The branches of the whole tree that handle keys in a menu, each with those keys.
    pub(crate) fn tree_keys(&self, id: StateId) -> impl Iterator<Item = (Answer<'_, 'a>, Vec<On>)> {
        self.fallbacks.iter().filter_map(move |branch| {
            let triggers = branch.triggers.iter().map(|trigger| trigger.on);
            let keys: Vec<_> = triggers
                .filter(|on| match on {
                    On::Key(key) => self
                        .tree_key(id, *key)
                        .is_some_and(|answer| std::ptr::eq(answer, branch)),
                    _ => false,
                })
                .collect();
            let owner = None;
            (!keys.is_empty()).then_some((Answer { branch, owner }, keys))
        })
    }

    pub(crate) fn language_ids(&self) -> impl Iterator<Item = LanguageId> + use<> {
        (0..self.languages.len()).map(LanguageId)
    }

    /// Like [`answer`](Self::answer), for an input that is not a single key. A menu that handles all twelve keys and
    /// silence needs no `_`; then such an input is handled like silence.
    pub(crate) fn answer_other(&self, id: StateId) -> Option<Answer<'_, 'a>> {
        let all = || Key::all().all(|key| self.answer(id, On::Key(key)).is_some());
        self.answer(id, On::Other)
            .or_else(|| all().then(|| self.answer(id, On::Silence)).flatten())
    }

    /// The state that a step leads to when the caller is in the state `here`.
    pub(crate) fn target(&self, here: StateId, to: Target) -> Option<StateId> {
        match to {
            Target::State(id) => Some(id),
            Target::Here => Some(here),
            Target::Parent => self.state(here).parent,
            Target::Unknown => None,
        }
    }

    /// The text of a `retry` as callers hear it in a menu, from the first recording to the words after which the
    /// platform waits. `None` for a transfer, which is not asked again.
    pub(crate) fn asked<'m>(
        &'m self,
        template: &'m Template,
        id: StateId,
        language: LanguageId,
    ) -> Option<Asked<'m>> {
        match &self.state(id).kind {
            StateKind::Menu {
                prompt, options, ..
            } => Some(template.asked(prompt, options, language)),
            StateKind::Transfer(_) => None,
        }
    }

    /// The language in which texts of a voice are read, and its lists and values are spoken.
    pub(crate) fn grammar(&self, voice: &Voice, language: LanguageId) -> Grammar {
        let name = self.languages.get(language.0).and_then(|l| l.name.as_ref());
        let tag = name.map(ToString::to_string);
        Grammar::of(tag.as_deref(), voice.profile(language))
    }

    /// How often `retry` can ask again in a menu: the maximum over its branches, except one that counts
    /// [silences](Self::silences). For a transfer, the number of further calls.
    pub(crate) fn attempts(&self, id: StateId) -> u32 {
        if let StateKind::Transfer(transfer) = &self.state(id).kind {
            return transfer.tries().saturating_sub(1);
        }
        let silence = self.counted_silence(id);
        self.used_branches(id)
            .filter(|answer| !silence.is_some_and(|silence| std::ptr::eq(silence, answer.branch)))
            .map(|answer| answer.branch.action.retries())
            .max()
            .unwrap_or(0)
    }

    /// How often `retry` can ask again after silence, if that is counted separately.
    pub(crate) fn silences(&self, id: StateId) -> u32 {
        self.counted_silence(id)
            .map_or(0, |branch| branch.action.retries())
    }

    /// The count that attempts of a branch increase in a menu.
    pub(crate) fn counter(&self, id: StateId, branch: &Branch<'a>) -> Counter {
        match self.counted_silence(id) {
            Some(silence) if std::ptr::eq(silence, branch) => Counter::Silences,
            _ => Counter::Attempts,
        }
    }

    /// The branch that asks a silent caller again, if another branch asks other callers again.
    fn counted_silence(&self, id: StateId) -> Option<&Branch<'a>> {
        if !self.state(id).is_menu() {
            return None;
        }
        let silence = self.answer(id, On::Silence)?.branch;
        // A `_` that also takes silence makes no difference between the two.
        let other = self.answer_other(id);
        if other.is_some_and(|other| std::ptr::eq(other.branch, silence)) {
            return None;
        }
        let asks = |branch: &Branch<'a>| branch.action.retries() > 0;
        let others = || {
            let mut used = self.used_branches(id);
            used.any(|answer| !std::ptr::eq(answer.branch, silence) && asks(answer.branch))
        };
        (asks(silence) && others()).then_some(silence)
    }

    /// All branches that can be taken in a state: its own, and its fallbacks.
    pub(crate) fn used_branches(&self, id: StateId) -> impl Iterator<Item = Answer<'_, 'a>> {
        let own = self.state(id).branches.iter().map(move |branch| Answer {
            branch,
            owner: Some(id),
        });
        // A key that no branch names is handled like any other input.
        let inherited = [On::Other, On::Silence]
            .into_iter()
            .filter_map(move |on| self.answer(id, on))
            .filter(move |answer| answer.owner != Some(id));
        let of_tree = self.tree_keys(id).map(|(answer, _)| answer);
        let mut seen = Vec::new();
        own.chain(of_tree).chain(inherited).filter(move |answer| {
            let branch = std::ptr::from_ref(answer.branch);
            let new = !seen.contains(&branch);
            seen.push(branch);
            new
        })
    }
}

/// A branch and the menu that declares it; `None` for the tree's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'m, 'a> {
    pub(crate) branch: &'m Branch<'a>,
    pub(crate) owner: Option<StateId>,
}

/// The branch that takes an input. One that names exactly this input precedes a range that contains it.
fn find<'m, 'a>(branches: &'m [Branch<'a>], on: On) -> Option<&'m Branch<'a>> {
    let with = |exactly: bool| {
        branches.iter().find(|branch| {
            let mut triggers = branch.triggers.iter();
            triggers.any(|t| t.on.takes(on) && (t.on.is_exact() || !exactly))
        })
    };
    with(true).or_else(|| with(false))
}

/// The branch for inputs that are not named.
fn fallback<'m, 'a>(branches: &'m [Branch<'a>], on: On) -> Option<&'m Branch<'a>> {
    let silent = (on == On::Silence)
        .then(|| find(branches, On::Silence))
        .flatten();
    silent.or_else(|| find(branches, On::Other))
}
