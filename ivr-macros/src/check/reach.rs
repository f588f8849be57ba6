//! Checks that every menu is reachable from the start.

use crate::diagnostics::{Errors, Report};
use crate::model::{Model, StateId};

/// ```text
/// menu billing { .. }     // and no `goto billing` anywhere that a caller can get to
/// ```
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let Some(start) = model.start else { return };
    if model.ast.damaged {
        // The branch that leads there may be the one that could not be parsed.
        return;
    }
    let mut reached = vec![false; model.states.len()];
    spread(model, start, &mut reached);
    let rung = model.ring.iter().flat_map(|ring| ring.action.targets());
    for to in rung.filter_map(|(to, _)| model.target(start, to)) {
        spread(model, to, &mut reached);
    }
    // If menus only lead to each other, the outermost is the cause.
    let lost: Vec<_> = model.ids().filter(|id| !reached[id.0]).collect();
    let (roots, others): (Vec<StateId>, Vec<StateId>) = lost
        .iter()
        .partition(|id| !lost.iter().any(|from| leads(model, *from, **id)));
    for id in roots.into_iter().chain(others) {
        if reached[id.0] {
            continue;
        }
        spread(model, id, &mut reached);
        let state = model.state(id);
        let what = if state.is_menu() { "menu" } else { "transfer" };
        errors.report(
            Report::new(
                state.name,
                format!("{what} `{}` is unreachable", state.name),
            )
            .help("add a branch that leads to it, or remove it"),
        );
    }
}

fn leads(model: &Model<'_>, from: StateId, to: StateId) -> bool {
    from != to && neighbours(model, from).contains(&to)
}

/// Marks all states reachable from a state.
fn spread(model: &Model<'_>, from: StateId, reached: &mut [bool]) {
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut reached[id.0], true) {
            open.extend(neighbours(model, id));
        }
    }
}

/// The states reachable from a state with one input. Includes unreachable branches, which have their own
/// report.
fn neighbours(model: &Model<'_>, id: StateId) -> Vec<StateId> {
    model
        .used_branches(id)
        .flat_map(|answer| answer.branch.action.targets())
        .filter_map(|(to, _)| model.target(id, to))
        .collect()
}
