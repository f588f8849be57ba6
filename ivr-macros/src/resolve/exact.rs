//! `3` and `1..=5`: removes single inputs of a branch from the ranges of others.

use crate::ast::{self, PatternKind};
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{Branch, On};

/// Removes from ranges of single keys the keys that another branch names alone, and reports ranges of which nothing is
/// left.
///
/// ```text
/// 1..=2 => say "a", 1 => say "b", 2 => say "c",      // who gets to a?
/// ```
pub(super) fn leave_exact_keys(
    branches: &[ast::Branch],
    resolved: &mut [Branch<'_>],
    errors: &mut Errors,
) {
    let exact = exact_numbers(resolved, branches);
    if exact.is_empty() {
        return;
    }
    let others = |at: usize, number: u32| {
        exact
            .iter()
            .any(|one| *one != (at, number) && one.1 == number)
    };
    for (at, (branch, resolved)) in branches.iter().zip(resolved).enumerate() {
        for (number, pattern) in branch.patterns.iter().enumerate() {
            let (low, high) = match pattern.kind {
                PatternKind::Range(low, high) if low < high => (low, high),
                _ => continue,
            };
            resolved.triggers.retain(|trigger| {
                let digit = match trigger.on {
                    On::Key(key) => digit(key),
                    _ => None,
                };
                trigger.pattern != number || digit.is_none_or(|digit| !others(at, digit))
            });
            // Numbers may have leading zeros: a range of several lengths matches more texts.
            let spelt_once = low.checked_ilog10() == high.checked_ilog10();
            // Most ranges contain more numbers than a tree names.
            let few = ((high - low) as usize) < exact.len();
            if few && spelt_once && (low..=high).all(|number| others(at, number)) {
                errors.report(
                    Report::new(
                        pattern.place,
                        format!(
                            "`{low}..={high}` is never taken: each of these has its own branch"
                        ),
                    )
                    .help("remove it"),
                );
            }
        }
    }
}

/// The numbers that a branch names alone, each with the index of that branch.
fn exact_numbers(resolved: &[Branch<'_>], branches: &[ast::Branch]) -> Vec<(usize, u32)> {
    let mut exact = Vec::new();
    for (at, (resolved, branch)) in resolved.iter().zip(branches).enumerate() {
        for trigger in &resolved.triggers {
            let pattern = branch.patterns.get(trigger.pattern).map(|p| &p.kind);
            let number = match (trigger.on, pattern) {
                (On::Key(key), Some(PatternKind::Key(_))) => digit(key),
                (On::Key(key), Some(PatternKind::Range(low, high))) if low == high => digit(key),
                // With a leading zero, it is only one way to enter the number.
                (On::Keyed(keys), _) if !keys.as_str().starts_with('0') => {
                    keys.number().and_then(|number| number.try_into().ok())
                }
                (On::Number(low, high), _) if low == high => Some(low),
                _ => None,
            };
            exact.extend(number.map(|number| (at, number)));
        }
    }
    exact
}

fn digit(key: Key) -> Option<u32> {
    key.sign().to_digit(10)
}
