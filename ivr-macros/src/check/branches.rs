//! Branches that can never be taken because another one takes their input.

use super::input::input;
use super::{captures, list};
use crate::diagnostics::{Errors, Report};
use crate::keys::{Key, Outcome};
use crate::model::{Branch, Model, On, Trigger};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    for state in &model.states {
        let owner = Owner {
            what: format!(
                "{} `{}`",
                if state.is_menu() { "menu" } else { "transfer" },
                state.name
            ),
            takes_keys: state.is_menu(),
        };
        check_overlaps(&state.branches, &owner, errors);
    }
    let tree = Owner {
        what: format!("tree `{}`", model.ast.name),
        takes_keys: false,
    };
    check_overlaps(&model.fallbacks, &tree, errors);
}

struct Owner {
    what: String,
    takes_keys: bool,
}

/// ```text
/// 1 => say "a", 1 => say "b",           // the same key twice
/// 1..=5 => say "a", 3 => say "b",       // inside an earlier range
/// _ => say "a", 7 => say "b",           // after everything
/// ```
fn check_overlaps(branches: &[Branch<'_>], owner: &Owner, errors: &mut Errors) {
    let mut taken: Vec<Trigger> = Vec::new();
    for branch in branches {
        let before = taken.len();
        let patterns = branch.triggers.chunk_by(|a, b| a.pattern == b.pattern);
        for pattern in patterns {
            let clashes: Vec<_> = pattern
                .iter()
                .filter_map(|new| {
                    let first = taken.iter().enumerate().find(|(at, old)| {
                        // One number goes before a range that it lies in, unless the branch is
                        // the same, where it would only be said twice.
                        let nested = old.on.is_exact() != new.on.is_exact() && *at < before;
                        captures::overlap(old.on, new.on) && !nested
                    });
                    let (_, first) = first?;
                    Some((new, *first))
                })
                .collect();
            let catch_all = catch_all(&taken);
            if let Some(first) = clashes.first() {
                errors.report(duplicate(&clashes, *first, owner, &free_keys(branches)));
            } else if let (Some(all), Some(new)) = (catch_all, pattern.first()) {
                errors.report(
                    Report::new(
                        new.place,
                        format!(
                            "unreachable branch for {} in {}: {} on line {} takes all that is left",
                            on(new.on),
                            owner.what,
                            on(all.on),
                            all.place.line()
                        ),
                    )
                    .help(if all.on == On::Other {
                        "move it before the `_`"
                    } else {
                        "remove it"
                    }),
                );
            }
            taken.extend(pattern);
        }
    }
}

/// The trigger after which no branch can be taken: a `_`, or the last of all four outcomes of a transfer.
fn catch_all(taken: &[Trigger]) -> Option<Trigger> {
    let mut ends = taken.iter().filter(|t| matches!(t.on, On::Leg(_)));
    let other = taken.iter().find(|trigger| trigger.on == On::Other);
    let all_ends = Outcome::ALL
        .iter()
        .all(|end| taken.iter().any(|t| t.on == On::Leg(*end)));
    other
        .or_else(|| all_ends.then(|| ends.next_back()).flatten())
        .copied()
}

fn duplicate(
    clashes: &[(&Trigger, Trigger)],
    (new, first): (&Trigger, Trigger),
    owner: &Owner,
    free: &[Key],
) -> Report {
    let what = list(clashes.iter().map(|(new, _)| on(new.on)));
    let mut report = Report::new(
        new.place,
        format!(
            "duplicate branch for {what} in {}, first used on line {}",
            owner.what,
            first.place.line()
        ),
    );
    report = match free {
        _ if !owner.takes_keys => report.help("remove one of the two"),
        _ if !matches!(new.on, On::Key(_)) => report.help("remove one of the two, or change it"),
        [] => report.help("remove one of the two; no key is free here"),
        free => report.help(format!(
            "remove it, or use a free key: {}",
            free.iter()
                .take(3)
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
                .join(", ")
        )),
    };
    report
}

/// Digits that no branch names, with 0 last: menus count from 1.
fn free_keys(branches: &[Branch<'_>]) -> Vec<Key> {
    let used = |key: Key| {
        let mut triggers = branches.iter().flat_map(|branch| &branch.triggers);
        triggers.any(|trigger| trigger.on.takes(On::Key(key)))
    };
    let digits = Key::all().filter(|key| key.is_digit());
    let (zero, others): (Vec<_>, Vec<_>) = digits.partition(|key| key.sign() == '0');
    others
        .into_iter()
        .chain(zero)
        .filter(|key| !used(*key))
        .collect()
}

/// An input as it is named in a message.
fn on(on: On) -> String {
    match on {
        On::Key(key) => format!("key `{key}`"),
        On::Keyed(_) | On::Number(..) | On::Digits(..) => format!("`{}`", input(on)),
        On::Silence => "`silence`".to_owned(),
        On::Leg(outcome) => format!("`{}`", outcome.word()),
        On::Other => "`_`".to_owned(),
    }
}
