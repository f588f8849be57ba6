//! Finds `_`, `silence` and `failure` that are never taken.

use rustc_hash::FxHashSet;

use super::list;
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{Branch, Model, Number, On, StateId, StateKind, Step, Template, Trigger};
use crate::place::{Place, Position};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    let taken = taken(model);
    for id in model.ids().filter(|id| model.state(*id).is_menu()) {
        check_level(model, Some(id), &model.state(id).branches, &taken, errors);
    }
    check_level(model, None, &model.fallbacks, &taken, errors);
    check_failure(model, errors);
}

/// The places of handlers that a menu uses. A handler in a part exists for each use of the part,
/// and is needed if any use needs it.
fn taken(model: &Model<'_>) -> FxHashSet<Position> {
    let mut taken = FxHashSet::default();
    for id in model.ids() {
        let StateKind::Menu { capture, .. } = &model.state(id).kind else {
            continue;
        };
        let mut inputs: Vec<_> = Key::all().map(On::Key).chain([On::Silence]).collect();
        // With several keys there is always an input without a branch.
        inputs.extend((capture.max_digits > 1).then_some(On::Other));
        for on in inputs {
            let trigger = model.answer(id, on).and_then(|a| handler(a.branch, on));
            taken.extend(trigger.map(|trigger| trigger.place.position()));
        }
    }
    taken
}

/// The `silence` or `_` by which a branch handles an input.
fn handler<'m>(branch: &'m Branch<'_>, on: On) -> Option<&'m Trigger> {
    let find = |on: On| branch.triggers.iter().find(move |t| t.on == on);
    let named = branch.triggers.iter().any(|trigger| trigger.on.takes(on));
    match on {
        On::Silence | On::Other => find(on).or_else(|| find(On::Other)),
        _ if named => None,
        _ => find(On::Other),
    }
}

/// ```text
/// silence => hangup, menu a { "Press 1.", 1 => .., _ => repeat }    // its `_` takes silence, too
/// _ => hangup, menu a { "Press 1.", 1 => .., _ => repeat }
/// menu a { 0..=9 | '*' | '#' => .., silence => .., _ => .. }        // what is left?
/// ```
fn check_level(
    model: &Model<'_>,
    owner: Option<StateId>,
    branches: &[Branch<'_>],
    taken: &FxHashSet<Position>,
    errors: &mut Errors,
) {
    let mut before: Vec<On> = Vec::new();
    for branch in branches {
        for trigger in &branch.triggers {
            let handles = matches!(trigger.on, On::Silence | On::Other);
            // A duplicate has been reported already.
            let doubled = before.contains(&trigger.on) || before.contains(&On::Other);
            before.push(trigger.on);
            if handles && !doubled && !taken.contains(&trigger.place.position()) {
                report(model, owner, branch, trigger, errors);
            }
        }
    }
}

fn report(
    model: &Model<'_>,
    owner: Option<StateId>,
    branch: &Branch<'_>,
    trigger: &Trigger,
    errors: &mut Errors,
) {
    let what = match trigger.on {
        On::Silence => "`silence`",
        _ => "`_`",
    };
    let of = match owner {
        Some(id) => format!("menu `{}`", model.state(id).name),
        None => format!("tree `{}`", model.ast.name),
    };
    let menus = model.ids().filter(|id| model.state(*id).is_menu());
    let mut instead: Vec<(On, Place)> = Vec::new();
    for menu in menus.filter(|id| within(model, *id, owner)) {
        let answer = model.answer(menu, trigger.on).map(|answer| answer.branch);
        let other = answer.filter(|other| !std::ptr::eq(*other, branch));
        if let Some(other) = other.and_then(|other| handler(other, trigger.on))
            && !instead
                .iter()
                .any(|(_, at)| at.position() == other.place.position())
        {
            instead.push((other.on, other.place));
        }
    }
    let by_silence = instead.iter().all(|(on, _)| *on == On::Silence);
    let why = match instead.as_slice() {
        [] => "all keys and `silence` have branches".to_owned(),
        [(on, place)] => format!(
            "{} on line {} handles it",
            if *on == On::Silence {
                "`silence`"
            } else {
                "`_`"
            },
            place.line()
        ),
        several => {
            let lines = several.iter().map(|(_, place)| place.line().to_string());
            format!("the branches on lines {} handle it", list(lines))
        }
    };
    let mut report = Report::new(
        trigger.place,
        format!("{what} of {of} is never taken: {why}"),
    );
    if let Some(id) = owner {
        report = report.about(model.state(id).name);
    }
    errors.report(if trigger.on == On::Silence && !by_silence {
        report.help("remove it, or write a `silence` next to each `_` that is for wrong keys only")
    } else {
        report.help("remove it")
    });
}

/// Whether a menu is this one or nested in it. All are in the tree.
fn within(model: &Model<'_>, menu: StateId, owner: Option<StateId>) -> bool {
    let mut around = std::iter::successors(Some(menu), |id| model.state(*id).parent);
    owner.is_none() || around.any(|id| Some(id) == owner)
}

/// ```text
/// failure => say "..",        // and no `match`, no `set`, nothing that is asked
/// ```
fn check_failure(model: &Model<'_>, errors: &mut Errors) {
    let Some(failure) = model.ast.failures.first() else {
        return;
    };
    let known = |number: &Number<'_>| matches!(number, Number::Literal(_));
    let states_ask = model.states.iter().any(|state| match &state.kind {
        StateKind::Menu {
            prompt, capture, ..
        } => [
            Some(&prompt.words),
            capture.success_message.as_ref(),
            capture.failure_message.as_ref(),
        ]
        .into_iter()
        .flatten()
        .any(|text| !text.is_fixed()),
        StateKind::Transfer(transfer) => {
            let waiting = transfer.waiting.as_ref();
            !known(&transfer.from)
                || !transfer.to.iter().all(known)
                || waiting.is_some_and(|(text, _)| !text.is_fixed())
        }
    });
    let mut branches_ask = false;
    for branch in super::all_branches(model) {
        branch.action.each_step(&mut |step| {
            branches_ask |= match step {
                Step::Match { .. } | Step::Set { .. } => true,
                Step::Say { text, .. } => !text.is_fixed(),
                Step::Retry { prompts, .. } => !prompts.iter().all(Template::is_fixed),
                _ => false,
            };
        });
    }
    if !states_ask && !branches_ask {
        errors.report(
            Report::new(
                failure.keyword,
                "`failure` is never taken: this tree has no lookup that could fail",
            )
            .help("remove it"),
        );
    }
}
