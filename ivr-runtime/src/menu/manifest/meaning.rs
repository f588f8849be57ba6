//! What each input does in a state, as a text for comparing two releases.

use std::collections::BTreeMap;

use super::ManifestState;
use crate::menu::{
    BranchDescription, Description, EnterBy, RecordingDescription, StateDescription, StateKind,
    StepDescription, Trigger,
};

pub(super) fn entry(tree: &Description, state: &StateDescription) -> ManifestState {
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
        was: owned(state.was),
        known: owned(state.known),
        needed: owned(state.needed),
        keys,
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// The branch for inputs that a menu does not handle: its own, then those of enclosing menus.
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

/// What a path does, as the caller sees it: where it leads, or what is said at its end.
fn steps(tree: &Description, here: Option<&StateDescription>, steps: &[StepDescription]) -> String {
    let id = |index: usize| tree.states.get(index).map_or("", |s| s.client_action_id);
    match steps.last() {
        Some(StepDescription::Enter { state, by }) => {
            let relative = match by {
                EnterBy::Repeat => here.map(|here| here.client_action_id),
                EnterBy::Back => here.and_then(|here| here.parent).map(id),
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

/// What the caller hears before the call ends.
fn said(steps: &[StepDescription]) -> String {
    let heard = steps.iter().filter_map(|step| match step {
        StepDescription::Say([text, ..]) => Some(format!("say {text:?}")),
        StepDescription::Play(RecordingDescription {
            urls: [url, ..],
            transcripts,
        }) => Some(match transcripts.first() {
            Some(says) => format!("play {url:?} ({says:?})"),
            None => format!("play {url:?}"),
        }),
        _ => None,
    });
    let heard: Vec<_> = heard.chain(["hang up".to_owned()]).collect();
    heard.join(", ")
}

pub(super) fn to(id: &str) -> String {
    format!("-> {id:?}")
}

/// FNV-1a: the same on every machine and in every version, unlike the standard hasher.
fn hash(keys: &BTreeMap<String, String>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for (key, meaning) in keys {
        for byte in key.bytes().chain([0]).chain(meaning.bytes()).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
