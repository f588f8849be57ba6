//! Checks the tree as a whole: one small function per rule, each with a sample of
//! what it refuses.

mod branches;
mod burden;
mod captures;
mod carriers;
mod exhaustive;
mod handlers;
mod heard;
mod input;
mod jumps;
mod lengths;
mod lints;
mod prompts;
mod reach;
mod recordings;
mod release;
mod transfers;
mod tree_keys;
mod values;

pub(crate) use lints::is_nearly_a_lint;

use rustc_hash::FxHashMap;
use syn::Expr;

use crate::diagnostics::{Errors, Report};
use crate::graph::Point;
use crate::model::{Branch, LanguageId, Model, Number, StateKind, Step, Voice};
use crate::place::Place;

/// Reports every mistake in the model.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    branches::check(model, errors);
    carriers::check(model, errors);
    exhaustive::check(model, errors);
    handlers::check(model, errors);
    jumps::check(model, errors);
    reach::check(model, errors);
    recordings::check(model, errors);
    release::check(model, errors);
    transfers::check(model, errors);
    values::check(model, errors);
    check_points_have_names_of_their_own(model, errors);
    check_languages_are_spoken(model, errors);
    check_somebody_speaks(model, errors);
    check_failure_is_understood(model, errors);

    let mut lints = lints::Lints::of(model);
    captures::check(model, &mut lints, errors);
    prompts::check(model, &mut lints, errors);
    heard::check(model, &mut lints, errors);
    tree_keys::check(model, &mut lints, errors);
    burden::check(model, &mut lints, errors);
    // Lints may have applied to what could not be parsed.
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
                (_, LanguageId(0)) if point.silences > 0 => {
                    format!("an attempt after silence at `{name}`")
                }
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
    for branch in all_branches(model) {
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
                    "add a branch that changes to it: `speak {name} then {}`",
                    goto_start(model)
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
    let spoken = all_branches(model)
        .flat_map(|branch| &branch.action.steps)
        .filter_map(|step| match step {
            Step::Say { voice, .. } => Some(voice),
            _ => None,
        });
    let nobody = |voice: &Voice| voice.profiles.iter().any(String::is_empty);
    let silent = prompts.chain(spoken).any(nobody);
    // A voice that could not be parsed has been reported.
    let given = |settings: &[crate::ast::Setting]| settings.iter().any(|s| s.name == "voice");
    if silent && !given(&model.ast.settings) && !model.ast.languages_lost {
        errors.report(
            Report::new(&model.ast.name, "this tree has no `voice`")
                .help("set one of the platform's speech profiles: `voice: \"en-US-BenjaminRUS\"`"),
        );
    }
}

/// ```text
/// tree Restaurante { voice: "es-MX-.." }   // and a `match`, but no `failure => ..`
/// set free = desk.free().await?            // which is a lookup as well
/// ```
/// The default failure text is English, which these callers may not understand.
fn check_failure_is_understood(model: &Model<'_>, errors: &mut Errors) {
    let Some(Step::Say { voice, .. }) = model.failure.last() else {
        return;
    };
    let english = |profile: &String| profile.is_empty() || profile.starts_with("en");
    if voice.profiles.iter().all(english) || !model.ast.failures.is_empty() || model.ast.damaged {
        return;
    }
    if let Some(place) = first_that_fails(model) {
        errors.report(
            Report::new(
                place,
                "this lookup can fail, but the tree does not say what the caller hears then",
            )
            .help("add it at top level, in the caller's language: `failure => say \"..\"`"),
        );
    }
}

/// All branches: those of menus and transfers, those for all menus, and `ring`.
fn all_branches<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = &'m Branch<'a>> {
    let branches = model.states.iter().flat_map(|state| &state.branches);
    branches.chain(&model.fallbacks).chain(&model.ring)
}

/// The first expression that may fail: in a `match`, in a
/// `set`, or for the number of a transfer.
fn first_that_fails(model: &Model<'_>) -> Option<Place> {
    let mut places = Vec::new();
    for branch in all_branches(model) {
        branch.action.each_step(&mut |step| match step {
            Step::Match {
                question,
                arms,
                keyword,
                ..
            } => {
                let mut guards = arms.iter().filter_map(|arm| arm.ast.guard.as_ref());
                if can_fail(question) || guards.any(can_fail) {
                    places.push(Place::from(*keyword));
                }
            }
            Step::Set { value, .. } if can_fail(value) => places.push(Place::of(value)),
            _ => {}
        });
    }
    for state in &model.states {
        let StateKind::Transfer(transfer) = &state.kind else {
            continue;
        };
        for number in std::iter::once(&transfer.from).chain(&transfer.to) {
            if let Number::Expression(number) = number
                && can_fail(number)
            {
                places.push(Place::of(number));
            }
        }
    }
    places.into_iter().min_by_key(|place| place.position())
}

/// Whether it can return early, take too long or panic. An expression that only names values can't.
fn can_fail(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => false,
        Expr::Field(field) => can_fail(&field.base),
        Expr::Reference(reference) => can_fail(&reference.expr),
        Expr::Paren(inner) => can_fail(&inner.expr),
        Expr::Group(inner) => can_fail(&inner.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(can_fail),
        Expr::Struct(new) => new.rest.is_some() || new.fields.iter().any(|f| can_fail(&f.expr)),
        _ => true,
    }
}

/// A step that enters a menu, for a help: the start menu, which exists in every tree.
fn goto_start(model: &Model<'_>) -> String {
    let start = model.start.map(|start| model.state(start).name.to_string());
    format!("goto {}", start.as_deref().unwrap_or(".."))
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
