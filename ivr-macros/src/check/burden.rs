//! Checks the burden on callers. The limits are common advice for voice menus: no more than five options, the first of
//! them soon, and a person or a goodbye not far away.

use rustc_hash::FxHashSet;

use super::lints::{Lint, Lints};
use super::prompts::Announcing;
use crate::announce::{Grammar, announced, offers};
use crate::diagnostics::{Errors, Report};
use crate::graph::{End, Point, edges};
use crate::model::{LanguageId, Model, State, StateKind};

const MAX_OPTIONS: usize = 5;
const MAX_SECONDS: f64 = 30.0;
const MAX_PRESSES: usize = 4;
/// The speed of an unhurried voice at factor 1.0.
const WORDS_A_SECOND: f64 = 2.5;

pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    for state in &model.states {
        check_options(model, state, lints, errors);
        for language in model.language_ids() {
            check_first_option(model, state, language, lints, errors);
        }
    }
    check_goodbye(model, lints, errors);
}

/// ```text
/// menu a { "Press 1 to 6 ..", 1 => .., 2 => .., 3 => .., 4 => .., 5 => .., 6 => .. }
/// ```
/// Only announced options count: callers need not remember the others.
fn check_options(model: &Model<'_>, state: &State<'_>, lints: &mut Lints, errors: &mut Errors) {
    let options = model.language_ids().filter_map(|language| {
        let menu = Announcing::of(model, state, language)?;
        Some(announced(&menu.prompt, menu.grammar, &menu.branches()))
    });
    let options = options.max().unwrap_or_default();
    if options > MAX_OPTIONS {
        let report = Report::new(
            state.name,
            format!(
                "menu `{}` has {options} options, but callers remember only {MAX_OPTIONS}",
                state.name,
            ),
        )
        .help(format!(
            "move some into another menu, or write `#[allow({})]` before the menu",
            Lint::TooManyOptions.name()
        ));
        lints.report(Lint::TooManyOptions, state, None, report, errors);
    }
}

/// ```text
/// menu a { "(half a minute about ourselves) .. press 1.", 1 => .. }
/// ```
fn check_first_option(
    model: &Model<'_>,
    state: &State<'_>,
    language: LanguageId,
    lints: &mut Lints,
    errors: &mut Errors,
) {
    let StateKind::Menu {
        prompt, capture, ..
    } = &state.kind
    else {
        return;
    };
    let grammar = model.grammar(&capture.voice, language);
    let spoken = prompt.heard.spoken(language);
    let text = spoken.shown();
    let seconds = |text: &str| {
        // Exact: a prompt has at most 3,000 characters.
        #[allow(clippy::cast_precision_loss)]
        let words = text.split_whitespace().count() as f64;
        words / (WORDS_A_SECOND * capture.voice.speed)
    };
    // Most prompts are short enough to skip.
    if seconds(&text) <= MAX_SECONDS {
        return;
    }
    let Some(before) = before_first_option(&text, grammar) else {
        return;
    };
    let seconds = seconds(before);
    if seconds > MAX_SECONDS {
        let report = Report::new(
            spoken.place,
            format!(
                "the prompt of menu `{}` speaks for about {seconds:.0} seconds before the first option",
                state.name
            ),
        )
        .help(format!(
            "put the options first, or write `#[allow({})]` before the menu",
            Lint::LateOptions.name()
        ));
        lints.report(Lint::LateOptions, state, None, report, errors);
    }
}

/// What is said before the first key is named; `None` if no key is.
fn before_first_option(text: &str, grammar: Grammar) -> Option<&str> {
    let first = offers(text, grammar).first()?.phrase;
    text.get(..first.as_ptr().addr().checked_sub(text.as_ptr().addr())?)
}

/// ```text
/// start menu a -1-> b -1-> c -1-> d -1-> e -1-> "Thank you."
/// ```
fn check_goodbye(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    let Some(start) = model.start else { return };
    if model.ast.damaged {
        return;
    }
    let mut seen = FxHashSet::from_iter([Point::first(start)]);
    let mut level: Vec<_> = seen.iter().copied().collect();
    for _ in 0..MAX_PRESSES {
        let mut next = Vec::new();
        for point in level {
            for edge in edges(model, point) {
                if edge.cause.is_idle() {
                    continue;
                }
                match edge.to {
                    End::Over | End::Unknown => return,
                    End::Point(to, _) if !model.state(to.state).is_menu() => return,
                    End::Point(to, _) if seen.insert(to) => next.push(to),
                    End::Point(..) => {}
                }
            }
        }
        level = next;
    }
    if level.is_empty() {
        // No key leads out at all: another check reports that, or silence ends the call.
        return;
    }
    let state = model.state(start);
    let report = Report::new(
        state.name,
        format!("no key leads to a person or a goodbye within {MAX_PRESSES} presses"),
    )
    .help(format!(
        "offer one sooner, or write `#[allow({})]` before the start menu",
        Lint::DistantGoodbye.name()
    ));
    lints.report(Lint::DistantGoodbye, state, None, report, errors);
}
