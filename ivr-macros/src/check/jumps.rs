//! Checks that `goto`, `repeat`, `back` and `retry` lead to a menu.

use super::goto_start;
use crate::diagnostics::{Errors, Report};
use crate::model::{Branch, Model, State, Target};
use crate::place::Place;

/// ```text
/// start menu a { "Press 1.", 1 => back }               // back to where?
/// connect(..) as c { busy => repeat, _ => hangup }     // a transfer has no prompt
/// connect(..) as c { busy => retry(1) else hangup, .. }    // so it can't ask again
/// 2 => goto c                                          // nor can one go there
/// ```
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    if let Some(ring) = &model.ring {
        check_ring(model, ring, errors);
    }
    let mut told_of_fallback = false;
    for id in model.ids() {
        let state = model.state(id);
        for answer in model.used_branches(id) {
            // Report a branch of the whole tree only once.
            if answer.owner.is_none() && told_of_fallback {
                continue;
            }
            if !state.is_menu() && answer.branch.action.retries() > 0 {
                errors.report(
                    Report::new(
                        answer.branch.place,
                        format!(
                            "`retry` has nothing to repeat: `{}` is a transfer",
                            state.name
                        ),
                    )
                    .help(instead_of_asking(model, state)),
                );
            }
            for (to, place) in answer.branch.action.targets() {
                if let Some(report) = refused(model, state, to, place) {
                    errors.report(report);
                    told_of_fallback |= answer.owner.is_none();
                }
            }
        }
    }
}

/// ```text
/// ring => repeat                       // nobody has heard anything yet
/// ring => retry(1) else hangup         // nor been asked
/// ```
fn check_ring(model: &Model<'_>, ring: &Branch<'_>, errors: &mut Errors) {
    if ring.action.retries() > 0 {
        let report = Report::new(
            ring.place,
            "`retry` has nothing to repeat: the call has only just come in",
        );
        errors.report(report.help(format!(
            "go to a menu, which can ask again: `{}`",
            goto_start(model)
        )));
    }
    for (to, place) in ring.action.targets() {
        let report = match (to, place) {
            (Target::Here | Target::Parent, Some(place)) => {
                Report::new(place, "an incoming call is not in a menu yet")
                    .help(the_menu_meant(model))
            }
            (Target::State(id), Some(place)) if !model.state(id).is_menu() => {
                to_a_transfer(model.state(id), place)
            }
            _ => continue,
        };
        errors.report(report);
    }
}

fn the_menu_meant(model: &Model<'_>) -> String {
    format!("name the menu that you mean: `{}`", goto_start(model))
}

/// A menu to suggest instead of a transfer.
fn instead_of_asking(model: &Model<'_>, transfer: &State<'_>) -> String {
    if transfer.parent.is_some() {
        "write `back` for the enclosing menu, or name one with `goto`".to_owned()
    } else {
        the_menu_meant(model)
    }
}

fn to_a_transfer(state: &State<'_>, place: Place) -> Report {
    Report::new(place, format!("`{}` is a transfer, not a menu", state.name))
        .help("only `connect` leads to a transfer; name the menu that offers it")
}

fn refused(
    model: &Model<'_>,
    state: &State<'_>,
    to: Target,
    place: Option<Place>,
) -> Option<Report> {
    let place = place?;
    let name = state.name;
    match to {
        Target::Parent if state.parent.is_none() => {
            let what = if state.is_menu() { "menu" } else { "transfer" };
            Some(
                Report::new(
                    place,
                    format!("`back` leads nowhere: {what} `{name}` is not nested in a menu"),
                )
                .help(the_menu_meant(model)),
            )
        }
        Target::Here if !state.is_menu() => Some(
            Report::new(
                place,
                format!("`repeat` has nothing to repeat: `{name}` is a transfer, not a menu"),
            )
            .help(instead_of_asking(model, state)),
        ),
        Target::State(id) if !model.state(id).is_menu() => {
            Some(to_a_transfer(model.state(id), place))
        }
        _ => None,
    }
}
