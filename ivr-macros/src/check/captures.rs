//! Checks that a menu captures what its branches expect.

use super::input::input;
use super::lints::{Lint, Lints};
use super::list;
use crate::diagnostics::{Errors, Report};
use crate::model::{Branch, Capture, Model, On, State, StateKind};
use crate::place::Place;
use crate::resolve::duration;

pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    let mut idle = Vec::new();
    for state in &model.states {
        let StateKind::Menu { capture, .. } = &state.kind else {
            continue;
        };
        if !check_produced(state, capture, errors) || state.damaged {
            continue;
        }
        // If no branch names an input, `_` takes all of them, of any length.
        let mut triggers = state.branches.iter().flat_map(|branch| &branch.triggers);
        if !triggers.any(|trigger| lengths(trigger.on).is_some()) {
            continue;
        }
        if (span(&state.branches).1 as u64) < capture.max_digits {
            idle.push((state, &**capture));
        } else {
            check_waits(state, capture, lints, errors);
        }
    }
    check_idle_waits(model, &idle, errors);
}

/// Whether some input matches both.
pub(super) fn overlap(one: On, other: On) -> bool {
    match (one, other) {
        (On::Key(_), On::Number(..) | On::Digits(..)) => other.takes(one),
        (On::Number(..) | On::Digits(..), On::Key(_)) => one.takes(other),
        (On::Keyed(keys), On::Number(low, high)) | (On::Number(low, high), On::Keyed(keys)) => {
            let inside = |number| (u64::from(low)..=u64::from(high)).contains(&number);
            keys.as_str().len() <= length(high) && keys.number().is_some_and(inside)
        }
        (On::Keyed(keys), On::Digits(min, max)) | (On::Digits(min, max), On::Keyed(keys)) => {
            let long = usize::from(min)..=usize::from(max);
            long.contains(&keys.as_str().len()) && keys.as_str().bytes().all(|k| k.is_ascii_digit())
        }
        // With leading zeros, a shorter number can be as long as the longest.
        (On::Number(low, high), On::Digits(min, max))
        | (On::Digits(min, max), On::Number(low, high)) => {
            usize::from(min) <= length(high) && length(low) <= usize::from(max)
        }
        (On::Number(low, high), On::Number(other_low, other_high)) => {
            low <= other_high && other_low <= high
        }
        (On::Digits(min, max), On::Digits(other_min, other_max)) => {
            min <= other_max && other_min <= max
        }
        (one, other) => one == other,
    }
}

/// The number of digits of a number.
fn length(number: u32) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The minimum and maximum number of keys of an input.
fn lengths(on: On) -> Option<(usize, usize)> {
    match on {
        On::Key(_) => Some((1, 1)),
        On::Keyed(keys) => Some((keys.as_str().len(), keys.as_str().len())),
        On::Number(low, high) => Some((length(low), length(high))),
        On::Digits(min, max) => Some((usize::from(min), usize::from(max))),
        On::Silence | On::Leg(_) | On::Other => None,
    }
}

/// ```text
/// digits: 4..=6, 1 => say "a",              // one digit is never all that is captured
/// digits: 1..=2, 1000..=1999 => say "a",    // nor are four
/// complete_on_hash: true, '#' => say "a",   // the hash ends the capture instead
/// ```
fn check_produced(state: &State<'_>, capture: &Capture, errors: &mut Errors) -> bool {
    let mut all_heard = true;
    let help = format!("set `{}` in this menu", fitting(&state.branches));
    for trigger in state.branches.iter().flat_map(|branch| &branch.triggers) {
        let Some((few, many)) = lengths(trigger.on) else {
            continue;
        };
        let what = match trigger.on {
            On::Key(key) => format!("key `{key}`"),
            on => format!("`{}`", input(on)),
        };
        let (min, max) = (capture.min_digits, capture.max_digits);
        if (many as u64) < min {
            errors.report(
                Report::new(
                    trigger.place,
                    format!(
                        "{what} is never heard alone: this menu captures at least {min} digits"
                    ),
                )
                .about(state.name)
                .help(&help),
            );
            return false;
        }
        if many as u64 > max {
            let s = if max == 1 { "" } else { "s" };
            // Of a range that starts within the limits, only the rest is lost.
            let whole = if few as u64 > max { "" } else { " whole" };
            errors.report(
                Report::new(
                    trigger.place,
                    format!(
                        "{what} is never heard{whole}: this menu captures at most {max} digit{s}"
                    ),
                )
                .about(state.name)
                .help(&help),
            );
            return false;
        }
        let hash = match trigger.on {
            On::Key(key) => key.sign() == '#',
            On::Keyed(keys) => keys.as_str().contains('#'),
            _ => false,
        };
        if hash && capture.complete_on_hash {
            all_heard = false;
            errors.report(
                Report::new(
                    trigger.place,
                    format!(
                        "{what} is never heard: `complete_on_hash` makes `'#'` the end of the input"
                    ),
                )
                .about(state.name)
                .help("set `complete_on_hash: false` in this menu"),
            );
        }
    }
    all_heard
}

/// The minimum and maximum number of keys of all branches.
fn span(branches: &[Branch<'_>]) -> (usize, usize) {
    let triggers = branches.iter().flat_map(|branch| &branch.triggers);
    let lengths = triggers.filter_map(|trigger| lengths(trigger.on));
    let span = lengths.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
    span.unwrap_or((1, 1))
}

/// The setting that matches the branches exactly.
fn fitting(branches: &[Branch<'_>]) -> String {
    let (shortest, longest) = span(branches);
    if shortest == longest {
        format!("digits: {shortest}")
    } else {
        format!("digits: {shortest}..={longest}")
    }
}

/// ```text
/// digits: 1..=4, 1 => say "a", 2 => say "b",    // what is the platform to wait for?
/// ```
/// A setting for the whole tree is one mistake, not one for each menu.
fn check_idle_waits(model: &Model<'_>, idle: &[(&State<'_>, &Capture)], errors: &mut Errors) {
    let place = |(state, capture): &(&State<'_>, &Capture)| {
        capture
            .digits_place
            .unwrap_or_else(|| Place::from(state.name))
    };
    let same = |one: &_, other: &_| place(one).position() == place(other).position();
    for (at, menu) in idle.iter().enumerate() {
        if idle[..at].iter().any(|before| same(before, menu)) {
            continue;
        }
        let (state, capture) = *menu;
        let longest = span(&state.branches).1;
        let s = if longest == 1 { "" } else { "s" };
        let mut report = Report::new(
            place(menu),
            format!(
                "callers of menu `{}` wait {} for nothing: no branch takes more than {longest} key{s}, but {} are captured",
                state.name,
                duration(capture.digit_timeout),
                capture.max_digits
            ),
        );
        let others = idle[at + 1..].iter().filter(|other| same(menu, other));
        let others: Vec<_> = others.map(|(o, _)| format!("`{}`", o.name)).collect();
        if !others.is_empty() {
            report = report.note(format!("so it is with {}", list(others)));
        }
        let mut of_tree = model.ast.settings.iter();
        let of_tree = of_tree.any(|s| s.place.position() == place(menu).position());
        errors.report(if of_tree {
            report.help(
                "set it in the menus whose branches take that many keys, not for the whole tree",
            )
        } else {
            report.help(format!("write `{}`", fitting(&state.branches)))
        });
    }
}

/// ```text
/// digits: 1..=4, 1 => menu sales { .. }, 7000..=7999 => ..    // is it 1, or is there more to come?
/// ```
/// The platform waits whatever the keys are: it knows the number of keys, but not which inputs exist. Within one branch
/// this is intended: a caller who is asked for 1 to 20 guests expects the wait.
fn check_waits(state: &State<'_>, capture: &Capture, lints: &mut Lints, errors: &mut Errors) {
    let mut waiting = Vec::new();
    for branch in &state.branches {
        let mut ends = branch.triggers.iter().filter_map(|t| lengths(t.on));
        let takes_keys = ends.clone().next().is_some();
        let waits = takes_keys && ends.all(|(_, many)| (many as u64) < capture.max_digits);
        if waits && !lints.allows(Lint::PrefixKey, state, Some(branch)) {
            waiting.push(branch);
        }
    }
    let Some(first) = waiting.first() else { return };
    let inputs: Vec<_> = waiting.iter().flat_map(|branch| inputs(branch)).collect();
    let waits = if inputs.len() == 1 { "waits" } else { "wait" };
    let before = if waiting.len() == 1 {
        "before this branch"
    } else {
        "before each of these branches, or before the menu"
    };
    errors.report(
        Report::new(
            first.place,
            format!(
                "{} {waits} {} for more keys: menu `{}` captures up to {}",
                list(inputs),
                duration(capture.digit_timeout),
                state.name,
                capture.max_digits
            ),
        )
        .note(if capture.complete_on_hash {
            "the platform waits after every shorter input, unless `#` ends it"
        } else {
            "the platform waits after every shorter input"
        })
        .help("let a key lead to a separate menu that asks for the longer input")
        .help(format!(
            "or shorten `digit_timeout`, and write `#[allow({})]` {before}",
            Lint::PrefixKey.name()
        )),
    );
}

/// The inputs of a branch, as written.
fn inputs(branch: &Branch<'_>) -> Vec<String> {
    let patterns = branch.triggers.chunk_by(|a, b| a.pattern == b.pattern);
    let inputs = patterns.filter_map(|pattern| match pattern {
        [] => None,
        [only] => Some(format!("`{}`", input(only.on))),
        [first, .., last] => Some(format!("`{}..={}`", input(first.on), input(last.on))),
    });
    inputs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Key, Keyed};

    fn key(sign: char) -> On {
        On::Key(Key::from_char(sign).unwrap())
    }

    fn keyed(text: &str) -> On {
        On::Keyed(Keyed::new(text).unwrap())
    }

    /// Every text of up to four keys that matches an input, one by one.
    fn texts(on: On) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut level = all.clone();
        for _ in 0..4 {
            let longer = level
                .iter()
                .flat_map(|text| Key::all().map(move |k| format!("{text}{}", k.sign())));
            level = longer.collect();
            all.extend(level.iter().cloned());
        }
        let is = |text: &String| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            match on {
                On::Key(k) => *text == k.sign().to_string(),
                On::Keyed(k) => text == k.as_str(),
                On::Number(low, high) => {
                    digits
                        && text.len() <= high.to_string().len()
                        && (low..=high).contains(&text.parse().unwrap())
                }
                On::Digits(min, max) => {
                    digits && (usize::from(min)..=usize::from(max)).contains(&text.len())
                }
                _ => false,
            }
        };
        all.into_iter().filter(is).collect()
    }

    fn samples() -> Vec<On> {
        vec![
            key('1'),
            key('0'),
            key('*'),
            keyed("42"),
            keyed("1*"),
            keyed("07"),
            keyed("120"),
            On::Number(1, 20),
            On::Number(7, 9),
            On::Number(100, 199),
            On::Number(0, 0),
            On::Number(1000, 1999),
            On::Digits(1, 1),
            On::Digits(2, 3),
            On::Digits(4, 4),
        ]
    }

    #[test]
    fn overlaps_are_those_of_the_texts() {
        let samples: Vec<_> = samples().into_iter().map(|on| (on, texts(on))).collect();
        for (one, of_one) in &samples {
            for (other, of_other) in &samples {
                let both = of_other.iter().any(|text| of_one.contains(text));
                assert_eq!(overlap(*one, *other), both, "{one:?} and {other:?}");
            }
        }
    }
}
