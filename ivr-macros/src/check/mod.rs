//! What is wrong with a tree as a whole. One small function a rule, each with a sample of
//! what it refuses.

mod branches;
mod burden;
mod exhaustive;
mod jumps;
mod lints;
mod prompts;
mod reach;
mod release;
mod transfers;

use crate::diagnostics::{Errors, Report};
use crate::model::{Action, Model, StateKind, Step};

/// Reports every mistake that the model holds.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    branches::check(model, errors);
    exhaustive::check(model, errors);
    jumps::check(model, errors);
    reach::check(model, errors);
    release::check(model, errors);
    transfers::check(model, errors);
    check_attempts_are_new_names(model, errors);
    check_somebody_speaks(model, errors);
    check_failure_is_understood(model, errors);

    let mut lints = lints::Lints::default();
    prompts::check(model, &mut lints, errors);
    burden::check(model, &mut lints, errors);
    // What a lint would have found in the parts that could not be read is not known.
    if !model.ast.damaged {
        lints.check_allows(model, errors);
    }
}

/// ```text
/// menu ask { .. _ => retry(1) .. }  menu ask_attempt1 { .. }     // both have `AskAttempt1`
/// ```
fn check_attempts_are_new_names(model: &Model<'_>, errors: &mut Errors) {
    for id in model.ids() {
        for attempt in 1..=model.attempts(id) {
            let (_, variant) = crate::resolve::attempt(model.state(id), attempt);
            if let Some(taken) = model.states.iter().find(|other| other.variant == variant) {
                errors.report(
                    Report::new(
                        taken.name,
                        format!(
                            "`{}` would become the variant `{variant}`, which is attempt {attempt} at `{}`",
                            taken.name,
                            model.state(id).name
                        ),
                    )
                    .help("rename it"),
                );
            }
        }
    }
}

/// ```text
/// tree Shop {}        // and no `voice: ".."` in its menus either
/// ```
fn check_somebody_speaks(model: &Model<'_>, errors: &mut Errors) {
    let prompts = model.states.iter().filter_map(|state| match &state.kind {
        StateKind::Menu { capture, .. } => Some(&capture.voice),
        StateKind::Transfer => None,
    });
    let branches = model.states.iter().flat_map(|state| &state.branches);
    let spoken = branches
        .chain(&model.fallbacks)
        .flat_map(|branch| &branch.action.steps)
        .filter_map(|step| match step {
            Step::Say { voice, .. } => Some(voice),
            _ => None,
        });
    let silent = prompts.chain(spoken).any(|voice| voice.profile.is_empty());
    // A voice that could not be read has been reported as what it is.
    let given = |settings: &[crate::ast::Setting]| settings.iter().any(|s| s.name == "voice");
    if silent && !given(&model.ast.settings) {
        errors.report(
            Report::new(
                &model.ast.name,
                "this tree does not say who speaks: no `voice` is set",
            )
            .help("set one of the platform's speech profiles: `voice: \"en-US-BenjaminRUS\"`"),
        );
    }
}

/// ```text
/// tree Restaurante { voice: "es-MX-.." }   // and a `match`, but no `failure => ..`
/// ```
/// What we say when a look-up fails is English, which these callers did not choose.
fn check_failure_is_understood(model: &Model<'_>, errors: &mut Errors) {
    let Some(Step::Say { voice, .. }) = model.failure.last() else {
        return;
    };
    let english = voice.profile.is_empty() || voice.profile.starts_with("en");
    if english || !model.ast.failures.is_empty() || model.ast.damaged {
        return;
    }
    let branches = model.states.iter().flat_map(|state| &state.branches);
    let mut actions = branches.chain(&model.fallbacks).map(|b| &b.action);
    if let Some(keyword) = actions.find_map(first_lookup) {
        errors.report(
            Report::new(
                keyword,
                "this look-up can fail, and the tree does not say what the caller hears then",
            )
            .help("add it at top level, in the caller's language: `failure => say \"..\"`"),
        );
    }
}

fn first_lookup(action: &Action<'_>) -> Option<proc_macro2::Span> {
    match action.last()? {
        Step::Match { keyword, .. } => Some(*keyword),
        Step::Retry { otherwise, .. } => first_lookup(otherwise),
        _ => None,
    }
}

/// `a`, `b` and `c`
fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
