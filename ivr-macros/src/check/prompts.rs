//! What a prompt offers is what its keys do.

use super::lints::{Lint, Lints};
use crate::announce::{self, Finding, Grammar, Wired};
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{
    Action, Branch, Capture, LanguageId, Model, On, Spoken, State, StateKind, Step, Target, Text,
    Trigger,
};

/// ```text
/// "Press 1 or 2." 1 => ..              // key 2 is offered, and nothing happens
/// "Press 1." 1 => .., 2 => ..          // key 2 works, and nobody knows
/// "To book press 1, to leave press 2." 1 => menu leave, 2 => menu book    // looks swapped
/// ```
pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    for (state, language) in model
        .states
        .iter()
        .flat_map(|state| model.language_ids().map(move |language| (state, language)))
    {
        if let StateKind::Menu {
            prompt, capture, ..
        } = &state.kind
            && let Some(grammar) = Grammar::for_voice(capture.voice.profile(language))
            // A branch that could not be read may be the one that a prompt announces, and a
            // prompt that is missing has been reported for that.
            && !state.damaged
            && !prompt.spoken(language).shown().trim().is_empty()
        {
            let prompt = prompt.spoken(language);
            let read = Read { grammar, language };
            check_prompt(model, state, (prompt, capture), read, lints, errors);
            // A shorter prompt need not announce all, but what it offers must work.
            for again in state.branches.iter().flat_map(|b| retry_prompts(&b.action)) {
                check_offers(
                    state,
                    (again.spoken(language), capture),
                    read,
                    lints,
                    errors,
                );
            }
        }
    }
}

/// How a prompt is read.
#[derive(Clone, Copy)]
struct Read {
    grammar: Grammar,
    language: LanguageId,
}

fn check_prompt(
    model: &Model<'_>,
    state: &State<'_>,
    (prompt, capture): (&Spoken, &Capture),
    read: Read,
    lints: &mut Lints,
    errors: &mut Errors,
) {
    let text = prompt.shown();
    let options = options(state);
    let names: Vec<_> = options
        .iter()
        .map(|b| names(model, b, read.language))
        .collect();
    let keyed = options.iter().zip(&names);
    let branches: Vec<_> = keyed
        .map(|(branch, name)| announce::Branch {
            wired: wired(branch),
            names: name.iter().map(String::as_str).collect(),
        })
        .chain(captured(state, capture))
        .collect();
    for finding in announce::check(&text, read.grammar, &branches) {
        match finding {
            Finding::NotWired(offer) => {
                let report = not_wired(state, prompt, &offer.keys, offer.phrase);
                lints.report(Lint::UnwiredKey, state, None, report, errors);
            }
            Finding::NotAnnounced(index) => {
                if let Some(branch) = options.get(index) {
                    let report = not_announced(state, branch);
                    lints.report(Lint::UnannouncedKey, state, Some(branch), report, errors);
                }
            }
            Finding::Swapped(swap) => {
                let (Some(branch), Some(other)) =
                    (options.get(swap.branch), options.get(swap.other_branch))
                else {
                    continue;
                };
                let report = Report::new(
                    branch.place,
                    format!(
                        "the keys of menu `{}` look swapped: the prompt says \"{}\" of key `{}`",
                        state.name, swap.purpose, swap.key
                    ),
                )
                .note(format!(
                    "that is rather what key `{}` does, on line {}",
                    swap.other_key,
                    other.place.line()
                ))
                .help(format!(
                    "swap the keys or the words, or write `#[allow({})]` before the branch",
                    Lint::SwappedKeys.name()
                ));
                lints.report(Lint::SwappedKeys, state, Some(branch), report, errors);
            }
        }
    }
}

/// The prompt of a further attempt.
fn check_offers(
    state: &State<'_>,
    (prompt, capture): (&Spoken, &Capture),
    read: Read,
    lints: &mut Lints,
    errors: &mut Errors,
) {
    let branches = state.branches.iter().map(|branch| announce::Branch {
        wired: wired(branch),
        names: Vec::new(),
    });
    let text = prompt.shown();
    let wired: Vec<_> = branches.chain(captured(state, capture)).collect();
    for finding in announce::check(&text, read.grammar, &wired) {
        if let Finding::NotWired(offer) = finding {
            let report = not_wired(state, prompt, &offer.keys, offer.phrase);
            lints.report(Lint::UnwiredKey, state, None, report, errors);
        }
    }
}

fn not_wired(state: &State<'_>, prompt: &Spoken, keys: &str, phrase: &str) -> Report {
    Report::new(
        prompt.place,
        format!(
            "prompt offers key `{keys}` (\"{phrase}\"), but menu `{}` has no branch for it",
            state.name
        ),
    )
    .help(format!("add `{} => ..`, or reword the prompt", spelt(keys)))
}

fn not_announced(state: &State<'_>, branch: &Branch<'_>) -> Report {
    let keys: Vec<_> = branch
        .triggers
        .iter()
        .filter_map(|trigger| match trigger.on {
            On::Key(key) => Some(key.sign().to_string()),
            On::Keyed(keys) => Some(keys.as_str().to_owned()),
            _ => None,
        })
        .collect();
    let key = keys.first().map_or("", String::as_str);
    let which = match keys.as_slice() {
        [only] => format!("does not announce key `{only}`"),
        several => format!("announces none of the keys `{}`", several.join("`, `")),
    };
    Report::new(
        branch.place,
        format!("the prompt of menu `{}` {which}", state.name),
    )
    .help(format!(
        "say what it does (\"press {key} ..\"), or write `#[allow({})]` before the branch",
        Lint::UnannouncedKey.name()
    ))
}

/// As the key is written in a tree.
fn spelt(keys: &str) -> String {
    match keys {
        "*" | "#" => format!("'{keys}'"),
        keys => keys.to_owned(),
    }
}

/// The branches that a prompt has to announce.
fn options<'m, 'a>(state: &'m State<'a>) -> Vec<&'m Branch<'a>> {
    let branches = state.branches.iter();
    branches.filter(|b| !wired(b).is_empty()).collect()
}

/// What a prompt asks for in words of its own: numbers that a branch captures, and those that no
/// branch names in a menu that takes more than one digit.
fn captured(state: &State<'_>, capture: &Capture) -> Option<announce::Branch<'static>> {
    let mut triggers = state.branches.iter().flat_map(|branch| &branch.triggers);
    let captures = triggers.any(|t| matches!(t.on, On::Number(..) | On::Digits(..)));
    (captures || capture.max_digits > 1).then(|| announce::Branch {
        wired: vec![Wired::Digits],
        names: Vec::new(),
    })
}

/// What tells what a key is for: the menu that its branch leads to, and its label.
fn names(model: &Model<'_>, branch: &Branch<'_>, language: LanguageId) -> Vec<String> {
    let menu = match branch.action.last() {
        Some(Step::Enter {
            to: Target::State(id),
            ..
        }) => Some(model.state(*id).name.to_string()),
        _ => None,
    };
    let label = branch
        .label
        .as_ref()
        .map(|label| label.spoken(language).shown());
    menu.into_iter().chain(label).collect()
}

/// The keys of a branch. Neighbouring ones of one pattern are a range, of which a prompt
/// need not name every key.
fn wired(branch: &Branch<'_>) -> Vec<Wired> {
    let patterns = branch.triggers.chunk_by(|a, b| a.pattern == b.pattern);
    let keys = patterns.filter_map(|pattern| {
        let key = |trigger: &Trigger| match trigger.on {
            On::Key(key) => Some(key),
            _ => None,
        };
        if let On::Keyed(keys) = pattern.first()?.on {
            return Some(Wired::Key(keys.as_str().to_owned()));
        }
        let (first, last) = (key(pattern.first()?)?, key(pattern.last()?)?);
        let digit = |key: Key| key.sign().to_digit(10).map(u64::from);
        Some(match (digit(first), digit(last)) {
            (Some(low), Some(high)) if low < high => Wired::Range(low, high),
            _ => Wired::Key(first.sign().to_string()),
        })
    });
    keys.collect()
}

fn retry_prompts<'m>(action: &'m Action<'_>) -> Vec<&'m Text> {
    match action.last() {
        Some(Step::Retry {
            prompts, otherwise, ..
        }) => prompts.iter().chain(retry_prompts(otherwise)).collect(),
        Some(Step::Match { arms, .. }) => arms
            .iter()
            .flat_map(|arm| retry_prompts(&arm.action))
            .collect(),
        _ => Vec::new(),
    }
}
