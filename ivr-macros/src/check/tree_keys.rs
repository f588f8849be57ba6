//! Checks keys for the whole tree.

use super::lints::{Lint, Lints};
use super::list;
use crate::announce::{self, Finding, Wired};
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{Branch, LanguageId, Model, On, StateId, StateKind};

pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    for branch in &model.fallbacks {
        let keys = keys(branch);
        if keys.is_empty() {
            continue;
        }
        let mut menus: Vec<_> = model
            .ids()
            .filter(|id| keys.iter().any(|key| answers(model, *id, *key, branch)))
            .collect();
        if menus.is_empty() {
            errors.report(never_taken(branch, &keys));
            continue;
        }
        // The start menu's prompt is the best place to announce it.
        menus.sort_by_key(|id| Some(*id) != model.start);
        for language in model.language_ids() {
            if is_unannounced(model, &menus, &keys, language) {
                lints.report_of_tree(
                    Lint::UnannouncedKey,
                    branch,
                    not_announced(branch, &keys),
                    errors,
                );
                break;
            }
        }
    }
}

/// The keys of a branch for the whole tree.
fn keys(branch: &Branch<'_>) -> Vec<Key> {
    let triggers = branch.triggers.iter();
    triggers
        .filter_map(|trigger| match trigger.on {
            On::Key(key) => Some(key),
            _ => None,
        })
        .collect()
}

fn answers(model: &Model<'_>, menu: StateId, key: Key, branch: &Branch<'_>) -> bool {
    model
        .tree_key(menu, key)
        .is_some_and(|answer| std::ptr::eq(answer, branch))
}

/// ```text
/// start menu a { "Press 0." 0 => .. }    0 => ..       // and no other menu
/// ```
fn never_taken(branch: &Branch<'_>, keys: &[Key]) -> Report {
    let names = list(keys.iter().map(|key| format!("`{key}`")));
    let what = match keys {
        [_] => format!("key {names} of the whole tree is never taken"),
        _ => format!("keys {names} of the whole tree are never taken"),
    };
    Report::new(branch.place, what)
        .note("each menu has its own branch for it, captures at least two digits, or ends its input at `'#'`")
    .help("remove it")
}

/// ```text
/// start menu a { "Press 1." 1 => .. }    '*' => repeat      // and nobody is told
/// ```
/// One announcement is enough: no caller wants to hear it in every menu.
fn is_unannounced(
    model: &Model<'_>,
    menus: &[StateId],
    keys: &[Key],
    language: LanguageId,
) -> bool {
    let wired = keys.iter().map(|key| Wired::Key(key.sign().to_string()));
    let branches = [announce::Branch {
        wired: wired.collect(),
        names: Vec::new(),
    }];
    let mut read = false;
    for menu in menus {
        let state = model.state(*menu);
        let StateKind::Menu {
            prompt, capture, ..
        } = &state.kind
        else {
            continue;
        };
        read = true;
        let grammar = model.grammar(&capture.voice, language);
        let text = prompt.heard.spoken(language).shown();
        let findings = announce::check(&text, grammar, &branches);
        let silent = |finding: &Finding<'_>| matches!(finding, Finding::NotAnnounced(_));
        if !findings.iter().any(silent) {
            return false;
        }
    }
    read
}

fn not_announced(branch: &Branch<'_>, keys: &[Key]) -> Report {
    let names: Vec<_> = keys.iter().map(|key| key.sign().to_string()).collect();
    let key = names.first().map_or("", String::as_str);
    let which = match names.as_slice() {
        [only] => format!("no prompt announces key `{only}`"),
        several => format!(
            "no prompt announces any of the keys `{}`",
            several.join("`, `")
        ),
    };
    Report::new(branch.place, format!("{which} of the whole tree"))
        .help(format!(
            "say once what it does, as in the start menu's prompt (\"press {key} ..\"), or write `#[allow({})]` before the branch",
            Lint::UnannouncedKey.name()
        ))
}
