//! What a menu can capture, and what its branches make of it.

use super::branches::input;
use super::lints::{Lint, Lints};
use crate::diagnostics::{Errors, Report};
use crate::model::{Branch, Capture, Model, On, State, StateKind, Trigger};
use crate::resolve::duration;

pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    for state in &model.states {
        if let StateKind::Menu { capture, .. } = &state.kind {
            check_produced(&state.branches, capture, errors);
            check_prefixes(state, capture, lints, errors);
        }
    }
}

/// Is there something that both would answer to?
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
        // Zeros before it make any of the shorter numbers as long as the longest.
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

/// How many digits a number has.
fn length(number: u32) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// From how few keys to how many an input is.
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
fn check_produced(branches: &[Branch<'_>], capture: &Capture, errors: &mut Errors) {
    let all = || branches.iter().flat_map(|branch| &branch.triggers);
    let ends = all().filter_map(|trigger| lengths(trigger.on));
    let (shortest, longest) = ends.fold((25, 1), |(a, b), (c, d)| (a.min(c), b.max(d)));
    let help = if shortest == longest {
        format!("set `digits: {shortest}` in this menu")
    } else {
        format!("set `digits: {shortest}..={longest}` in this menu")
    };
    for trigger in all() {
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
                .help(&help),
            );
            return;
        }
        if many as u64 > max {
            let s = if max == 1 { "" } else { "s" };
            // Of a range that begins within reach the rest is what is lost.
            let whole = if few as u64 > max { "" } else { " whole" };
            errors.report(
                Report::new(
                    trigger.place,
                    format!(
                        "{what} is never heard{whole}: this menu captures at most {max} digit{s}"
                    ),
                )
                .help(&help),
            );
            return;
        }
        let hash = match trigger.on {
            On::Key(key) => key.sign() == '#',
            On::Keyed(keys) => keys.as_str().contains('#'),
            _ => false,
        };
        if hash && capture.complete_on_hash == Some(true) {
            errors.report(
                Report::new(
                    trigger.place,
                    format!(
                        "{what} is never heard: `complete_on_hash` makes `'#'` the end of the input"
                    ),
                )
                .help("set `complete_on_hash: false` in this menu"),
            );
        }
    }
}

/// ```text
/// 1 => menu sales { .. }, 1000..=1999 => ..     // is it 1, or is there more to come?
/// ```
/// Within one branch that is meant: whoever is asked for 1 to 20 guests knows when to wait.
fn check_prefixes(state: &State<'_>, capture: &Capture, lints: &mut Lints, errors: &mut Errors) {
    for (at, branch) in state.branches.iter().enumerate() {
        let others = state.branches.iter().enumerate();
        let others: Vec<&Trigger> = others
            .filter(|(other, _)| *other != at)
            .flat_map(|(_, other)| &other.triggers)
            .collect();
        let mut triggers = branch.triggers.iter();
        let clash = triggers.find_map(|short| {
            let long = others.iter().find(|long| begins(short.on, long.on))?;
            Some((short, *long))
        });
        let Some((short, long)) = clash else { continue };
        let report = Report::new(
            short.place,
            format!(
                "`{}` is also how `{}` on line {} begins",
                input(short.on),
                input(long.on),
                long.place.line()
            ),
        )
        .note(format!(
            "whoever presses it waits {} for more digits to come",
            duration(capture.digit_timeout)
        ))
        .help(format!(
            "let the longer ones begin with other keys, or shorten `digit_timeout` and write `#[allow({})]` before this branch",
            Lint::PrefixKey.name()
        ));
        lints.report(Lint::PrefixKey, state, Some(branch), report, errors);
    }
}

/// Is something that the one answers to the beginning of what the other does?
fn begins(short: On, long: On) -> bool {
    let (Some((few, many)), Some((long_few, long_many))) = (lengths(short), lengths(long)) else {
        return false;
    };
    if few >= long_many {
        return false;
    }
    if let (Some(short), Some(long)) = (spelt(short), spelt(long)) {
        return long.starts_with(&short);
    }
    match (numbers(short), numbers(long)) {
        (Some((low, high)), Some(of_long)) => {
            // Digits behind a number make a range of it: 12 is how 120 to 129 begin.
            let power = |digits| 10_u64.saturating_pow(digits);
            (1..10).any(|digits| {
                let from = low.saturating_mul(power(digits));
                let to = high
                    .saturating_mul(power(digits))
                    .saturating_add(power(digits) - 1);
                low > 0 && from <= of_long.1 && of_long.0 <= to
            })
        }
        (Some((low, high)), None) => match long {
            On::Keyed(keys) => prefixes(keys.as_str(), few, many).any(|p| {
                p.parse()
                    .is_ok_and(|number: u64| (low..=high).contains(&number))
            }),
            On::Digits(..) => few < long_many,
            _ => false,
        },
        (None, _) => match (short, long) {
            // Star and hash begin no number.
            (On::Keyed(keys), On::Digits(..)) => {
                keys.as_str().bytes().all(|key| key.is_ascii_digit())
            }
            (On::Key(_) | On::Keyed(_), _) => false,
            (On::Digits(min, max), On::Keyed(longer)) => {
                let mut prefixes = prefixes(longer.as_str(), usize::from(min), usize::from(max));
                prefixes.any(|p| p.bytes().all(|key| key.is_ascii_digit()))
            }
            (On::Digits(min, _), _) => usize::from(min) < long_many.max(long_few),
            _ => false,
        },
    }
}

/// The beginnings of a text that are so long, itself left out.
fn prefixes(text: &str, few: usize, many: usize) -> impl Iterator<Item = &str> {
    let lengths = few..=many.min(text.len().saturating_sub(1));
    lengths.filter_map(|length| text.get(..length))
}

/// The keys, where an input is just one text.
fn spelt(on: On) -> Option<String> {
    match on {
        On::Key(key) => Some(key.sign().to_string()),
        On::Keyed(keys) => Some(keys.as_str().to_owned()),
        _ => None,
    }
}

/// The numbers that an input is, where it is a range of them, without zeros before them.
fn numbers(on: On) -> Option<(u64, u64)> {
    match on {
        On::Key(key) => {
            let digit = u64::from(key.sign().to_digit(10)?);
            Some((digit, digit))
        }
        On::Keyed(keys) if keys.as_str().starts_with('0') => None,
        On::Keyed(keys) => keys.number().map(|number| (number, number)),
        On::Number(low, high) => Some((u64::from(low), u64::from(high))),
        _ => None,
    }
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

    /// Every text of up to four keys that an input answers to, one by one.
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

    #[test]
    fn beginnings_are_those_of_the_texts() {
        let samples: Vec<_> = samples()
            .into_iter()
            .map(|on| {
                let mut texts = texts(on);
                // Zeros before a number are allowed for, not expected: no reason to complain.
                texts.retain(|text| {
                    !matches!(on, On::Number(..)) || *text == "0" || !text.starts_with('0')
                });
                (on, texts)
            })
            .collect();
        for (short, of_short) in &samples {
            for (long, of_long) in &samples {
                let clash = of_short.iter().any(|short| {
                    let mut longer = of_long.iter().filter(|long| long.len() > short.len());
                    longer.any(|long| long.starts_with(short.as_str()))
                });
                assert_eq!(begins(*short, *long), clash, "{short:?} and {long:?}");
            }
        }
    }
}
