//! What a deploy must not break: the states that calls in flight may carry, and what their keys mean.
//!
//! A call lasts longer than a deploy. Its `clientActionId` was given out by the old program and is
//! read by the new one, so a state that is renamed strands its callers, and a key that is rewired
//! surprises those who have just heard the old prompt. A manifest is what of a tree such calls depend
//! on; it is kept in a file beside the tree, and checked against the tree before a deploy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::{
    BranchDescription, Description, StateDescription, StateKind, StepDescription, Tree, Trigger,
};

/// The states of a tree as calls in flight depend on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of the tree's type.
    pub tree: String,
    /// The languages that callers are spoken to in, the one that calls begin in first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Every state by its `clientActionId`.
    pub states: BTreeMap<String, ManifestState>,
}

/// One state of a [`Manifest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestState {
    /// Tells at a glance whether the keys mean what they meant: 16 hexadecimal digits.
    pub hash: String,
    /// How often the menu can be asked again; each attempt has the id `{id}~{attempt}`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// How often it can be asked again after silence, where that is counted by itself; such an
    /// attempt has the id `{id}~{attempt}~{silences}`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silences: u32,
    /// Former ids that still lead here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// What each input does: keys, `silence`, the ends of a transfer, and `_` for the rest.
    pub keys: BTreeMap<String, String>,
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Why a tree can't take over the calls of an older one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.report())]
pub struct Incompatible {
    /// Ids that calls in flight may carry, and that no state has any more.
    pub gone: Vec<String>,
    /// Languages that calls in flight may be in, and that their ids no longer stand for.
    pub unspoken: Vec<String>,
    /// Keys that mean something else than they did.
    pub changed: Vec<ChangedKey>,
}

/// A key of a surviving state that means something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedKey {
    /// The state's `clientActionId` in the older tree.
    pub state: String,
    /// The key, `silence`, an end of a transfer, or `_`.
    pub key: String,
    /// What it did; `None` if it was left to `_`.
    pub before: Option<String>,
    /// What it does; `None` if it is left to `_`.
    pub now: Option<String>,
}

/// Why a file is no manifest.
#[derive(Debug, thiserror::Error)]
#[error("this is no manifest: {0}; write one with the `manifest` command")]
pub struct ManifestError(#[from] serde_json::Error);

impl Manifest {
    /// The manifest of a tree.
    pub fn of<T: Tree>() -> Self {
        let tree = T::description();
        Self {
            tree: tree.name.to_owned(),
            languages: tree.languages.iter().map(|&l| l.to_owned()).collect(),
            states: tree
                .states
                .iter()
                .map(|state| (state.client_action_id.to_owned(), entry(tree, state)))
                .collect(),
        }
    }

    /// Reads a manifest that was written as JSON.
    ///
    /// # Errors
    /// If it is something else.
    pub fn read(text: &str) -> Result<Self, ManifestError> {
        Ok(serde_json::from_str(text)?)
    }

    /// Whether this tree can take over the calls of an `older` one.
    ///
    /// # Errors
    /// If an id has gone without a `was`, a language is not what it was, or a key of a surviving
    /// state means something else.
    pub fn takes_over(&self, older: &Self) -> Result<(), Incompatible> {
        let mut incompatible = Incompatible {
            gone: Vec::new(),
            unspoken: self.unspoken(older),
            changed: Vec::new(),
        };
        for (id, before) in &older.states {
            let Some(now) = self.find(id) else {
                incompatible.gone.push(id.clone());
                continue;
            };
            let counts = (0..=before.attempts)
                .flat_map(|attempt| (0..=before.silences).map(move |silence| (attempt, silence)));
            let lost = counts
                .filter(|(attempt, silence)| *attempt > now.attempts || *silence > now.silences);
            let ids = lost.map(|(attempt, silence)| match silence {
                0 => format!("{id}~{attempt}"),
                silence => format!("{id}~{attempt}~{silence}"),
            });
            incompatible.gone.extend(ids);
            let keys: BTreeSet<_> = before.keys.keys().chain(now.keys.keys()).collect();
            for key in keys {
                let was = before.keys.get(key).map(|meaning| self.renamed(meaning));
                let is = now.keys.get(key).cloned();
                if was != is {
                    incompatible.changed.push(ChangedKey {
                        state: id.clone(),
                        key: key.clone(),
                        before: before.keys.get(key).cloned(),
                        now: is,
                    });
                }
            }
        }
        if !incompatible.strands_calls() && incompatible.changed.is_empty() {
            Ok(())
        } else {
            Err(incompatible)
        }
    }

    /// Languages of an older tree that an id of it no longer stands for: the first has no mark in
    /// it, and every other has.
    fn unspoken(&self, older: &Self) -> Vec<String> {
        let unspoken = |(at, language): (usize, &String)| {
            let stays = match at {
                0 => self.languages.first().is_none_or(|now| now == language),
                _ => self.languages.iter().skip(1).any(|now| now == language),
            };
            (!stays).then(|| language.clone())
        };
        older
            .languages
            .iter()
            .enumerate()
            .filter_map(unspoken)
            .collect()
    }

    /// The state that an id of an older tree leads to.
    fn find(&self, id: &str) -> Option<&ManifestState> {
        let renamed = || {
            self.states
                .values()
                .find(|s| s.was.iter().any(|was| was == id))
        };
        self.states.get(id).or_else(renamed)
    }

    /// A meaning of the older tree, with the ids that its states have now.
    fn renamed(&self, meaning: &str) -> String {
        let mut meaning = meaning.to_owned();
        for (id, state) in &self.states {
            for was in &state.was {
                meaning = meaning.replace(&to(was), &to(id));
            }
        }
        meaning
    }
}

/// As JSON, one key to a line, so that a change of it reads well.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        writeln!(f, "{json}")
    }
}

impl Incompatible {
    /// Whether calls would be stranded. What else there is, is a change that can be meant.
    pub const fn strands_calls(&self) -> bool {
        !self.gone.is_empty() || !self.unspoken.is_empty()
    }

    fn report(&self) -> String {
        let mut text = String::new();
        for id in &self.gone {
            let _ = writeln!(
                text,
                "error: calls in flight may carry \"{id}\", and no state has this id"
            );
            let _ = writeln!(
                text,
                "  help: keep the state, or let the one that takes its place say `was \"{id}\"`"
            );
        }
        for language in &self.unspoken {
            let _ = writeln!(
                text,
                "error: calls in flight may be in `{language}`, and would go on in another language"
            );
            let _ = writeln!(
                text,
                "  help: keep `{language}`, at its place, until those calls are over"
            );
        }
        for changed in &self.changed {
            let ChangedKey {
                state,
                key,
                before,
                now,
            } = changed;
            let _ = writeln!(text, "warning: `{key}` means something else in \"{state}\"");
            for (sign, meaning) in [('-', before), ('+', now)] {
                let meaning = meaning.as_deref().unwrap_or("as `_`");
                let _ = writeln!(text, "  {sign} {meaning}");
            }
        }
        if !self.changed.is_empty() {
            text.push_str(
                "  help: callers who have just heard the old prompt are surprised; deploy when the line is quiet, and write the manifest anew\n",
            );
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// Panics with a readable difference if `T` can't take over the calls of the tree whose manifest
/// is `file`: for a test of the tree's own crate.
///
/// ```no_run
/// # fn example<Restaurant: ivr_runtime::Tree>(manifest: &str) {
/// ivr_runtime::manifest::assert_takes_over::<Restaurant>(manifest);
/// # }
/// ```
///
/// # Panics
/// That is what it is for; also if `file` is no manifest.
#[track_caller]
#[allow(clippy::panic)]
pub fn assert_takes_over<T: Tree>(file: &str) {
    let older = match Manifest::read(file) {
        Ok(older) => older,
        Err(error) => panic!("{error}"),
    };
    if let Err(incompatible) = Manifest::of::<T>().takes_over(&older) {
        panic!(
            "`{}` strands or surprises callers:\n{incompatible}",
            older.tree
        );
    }
}

fn entry(tree: &Description, state: &StateDescription) -> ManifestState {
    let mut keys = BTreeMap::new();
    for branch in state.branches {
        for trigger in branch.on {
            let meaning = steps(tree, Some(state), branch.steps);
            keys.entry(name(*trigger)).or_insert(meaning);
        }
    }
    for key in state.tree_keys.chars() {
        let named = |branch: &&BranchDescription| branch.on.contains(&Trigger::Key(key));
        if let Some(branch) = tree.fallbacks.iter().find(named) {
            keys.entry(key.to_string())
                .or_insert_with(|| steps(tree, Some(state), branch.steps));
        }
    }
    if matches!(state.kind, StateKind::Menu { .. }) {
        for trigger in [Trigger::Silence, Trigger::Other] {
            if let Some(branch) = fallback(tree, state, trigger) {
                let meaning = steps(tree, Some(state), branch.steps);
                keys.entry(name(trigger)).or_insert(meaning);
            }
        }
    }
    ManifestState {
        hash: hash(&keys),
        attempts: state.attempts,
        silences: state.silences,
        was: state.was.iter().map(|&was| was.to_owned()).collect(),
        keys,
    }
}

/// The branch that takes what a menu does not name: its own, then those around it.
fn fallback<'d>(
    tree: &'d Description,
    state: &'d StateDescription,
    trigger: Trigger,
) -> Option<&'d BranchDescription> {
    let mut level = Some(state);
    while let Some(around) = level {
        if let Some(branch) = catching(around.branches, trigger) {
            return Some(branch);
        }
        level = around.parent.and_then(|index| tree.states.get(index));
    }
    catching(tree.fallbacks, trigger)
}

fn catching(
    branches: &'static [BranchDescription],
    trigger: Trigger,
) -> Option<&'static BranchDescription> {
    let with = |on: Trigger| branches.iter().find(move |branch| branch.on.contains(&on));
    with(trigger).or_else(|| with(Trigger::Other))
}

fn name(trigger: Trigger) -> String {
    match trigger {
        Trigger::Key(key) => key.to_string(),
        Trigger::Keys(_) | Trigger::Number { .. } | Trigger::Digits { .. } => trigger.to_string(),
        Trigger::Silence => "silence".to_owned(),
        Trigger::Leg(outcome) => format!("{outcome:?}").to_lowercase(),
        Trigger::Other => "_".to_owned(),
    }
}

/// What a path does, as far as the caller chose it: where it leads, or what is said at its end.
fn steps(tree: &Description, here: Option<&StateDescription>, steps: &[StepDescription]) -> String {
    let id = |index: usize| tree.states.get(index).map_or("", |s| s.client_action_id);
    match steps.last() {
        Some(StepDescription::Enter { state, by }) => {
            let relative = match by {
                crate::EnterBy::Repeat => here.map(|here| here.client_action_id),
                crate::EnterBy::Back => here.and_then(|here| here.parent).map(id),
                _ => None,
            };
            to(state.map(id).or(relative).unwrap_or_default())
        }
        Some(StepDescription::Connect {
            state, to: number, ..
        }) => {
            format!("connect {} {}", number.join(" or "), to(id(*state)))
        }
        Some(StepDescription::Match { question, arms }) => {
            let arms: Vec<_> = arms
                .iter()
                .map(|arm| format!("{} => {}", arm.pattern, self::steps(tree, here, arm.steps)))
                .collect();
            format!("match {question} {{ {} }}", arms.join(", "))
        }
        Some(StepDescription::Retry {
            attempts,
            otherwise,
            ..
        }) => {
            format!(
                "retry({attempts}) else {}",
                self::steps(tree, here, otherwise)
            )
        }
        _ => said(steps),
    }
}

/// What is heard before the call ends.
fn said(steps: &[StepDescription]) -> String {
    let heard = steps.iter().filter_map(|step| match step {
        StepDescription::Say([text, ..]) => Some(format!("say {text:?}")),
        StepDescription::Play([url, ..]) => Some(format!("play {url:?}")),
        _ => None,
    });
    let heard: Vec<_> = heard.chain(["hang up".to_owned()]).collect();
    heard.join(", ")
}

fn to(id: &str) -> String {
    format!("-> {id:?}")
}

/// FNV-1a: the same on every machine and in every version, which a standard hasher need not be.
fn hash(keys: &BTreeMap<String, String>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for (key, meaning) in keys {
        for byte in key.bytes().chain([0]).chain(meaning.bytes()).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
