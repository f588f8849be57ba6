//! What is wrong with a tree as a whole. One small function a rule, each with a sample of
//! what it refuses.

mod branches;
mod burden;
mod captures;
mod exhaustive;
mod jumps;
mod lints;
mod prompts;
mod reach;
mod release;
mod transfers;
mod values;

use rustc_hash::FxHashMap;

use crate::diagnostics::{Errors, Report};
use crate::graph::Point;
use crate::model::{Action, LanguageId, Model, StateKind, Step, Voice};

/// Reports every mistake that the model holds.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    branches::check(model, errors);
    exhaustive::check(model, errors);
    jumps::check(model, errors);
    reach::check(model, errors);
    release::check(model, errors);
    transfers::check(model, errors);
    values::check(model, errors);
    check_points_have_names_of_their_own(model, errors);
    check_languages_are_spoken(model, errors);
    check_somebody_speaks(model, errors);
    check_failure_is_understood(model, errors);

    let mut lints = lints::Lints::default();
    captures::check(model, &mut lints, errors);
    prompts::check(model, &mut lints, errors);
    burden::check(model, &mut lints, errors);
    // What a lint would have found in the parts that could not be read is not known.
    if !model.ast.damaged {
        lints.check_allows(model, errors);
    }
}

/// ```text
/// menu ask { .. _ => retry(1) .. }  menu ask_attempt1 { .. }     // both have `AskAttempt1`
/// languages: { en: "..", es: ".." }  menu ask { .. }  menu ask_es { .. }   // both have `AskEs`
/// ```
fn check_points_have_names_of_their_own(model: &Model<'_>, errors: &mut Errors) {
    let mut first = FxHashMap::default();
    for state in &model.states {
        first.entry(state.variant.to_string()).or_insert(state);
    }
    let further = Point::all(model);
    for point in further.into_iter().filter(|p| *p != Point::first(p.state)) {
        let variant = point.variant(model).to_string();
        if let Some(taken) = first.get(&variant) {
            let name = model.state(point.state).name;
            let what = match (point.attempt, point.language) {
                (attempt @ 1.., LanguageId(0)) => format!("attempt {attempt} at `{name}`"),
                _ => format!("`{name}` in another language"),
            };
            errors.report(
                Report::new(
                    taken.name,
                    format!(
                        "`{}` would become the variant `{variant}`, which is {what}",
                        taken.name
                    ),
                )
                .help("rename it"),
            );
        }
    }
}

/// ```text
/// languages: { en: "..", es: ".." }       // and no `speak es` anywhere
/// ```
fn check_languages_are_spoken(model: &Model<'_>, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    let mut spoken = vec![false; model.languages.len()];
    if let Some(first) = spoken.first_mut() {
        *first = true;
    }
    let branches = model.states.iter().flat_map(|state| &state.branches);
    for branch in branches.chain(&model.fallbacks).chain(&model.ring) {
        branch.action.each_step(&mut |step| {
            if let Step::Speak(LanguageId(at)) = step {
                spoken[*at] = true;
            }
        });
    }
    for (language, _) in model
        .languages
        .iter()
        .zip(spoken)
        .filter(|(_, spoken)| !spoken)
    {
        if let Some(name) = &language.name {
            errors.report(
                Report::new(name, format!("no caller ever hears language `{name}`")).help(format!(
                    "add a branch that changes to it: `speak {name} then goto main_menu`"
                )),
            );
        }
    }
}

/// ```text
/// tree Shop {}        // and no `voice: ".."` in its menus either
/// ```
fn check_somebody_speaks(model: &Model<'_>, errors: &mut Errors) {
    let prompts = model.states.iter().filter_map(|state| match &state.kind {
        StateKind::Menu { capture, .. } => Some(&capture.voice),
        StateKind::Transfer(_) => None,
    });
    let branches = model.states.iter().flat_map(|state| &state.branches);
    let spoken = branches
        .chain(&model.fallbacks)
        .chain(&model.ring)
        .flat_map(|branch| &branch.action.steps)
        .filter_map(|step| match step {
            Step::Say { voice, .. } => Some(voice),
            _ => None,
        });
    let nobody = |voice: &Voice| voice.profiles.iter().any(String::is_empty);
    let silent = prompts.chain(spoken).any(nobody);
    // A voice that could not be read has been reported as what it is.
    let given = |settings: &[crate::ast::Setting]| settings.iter().any(|s| s.name == "voice");
    if silent && !given(&model.ast.settings) && !model.ast.languages_lost {
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
    let english = |profile: &String| profile.is_empty() || profile.starts_with("en");
    if voice.profiles.iter().all(english) || !model.ast.failures.is_empty() || model.ast.damaged {
        return;
    }
    let branches = model.states.iter().flat_map(|state| &state.branches);
    let all = branches.chain(&model.fallbacks).chain(&model.ring);
    let mut actions = all.map(|b| &b.action);
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
