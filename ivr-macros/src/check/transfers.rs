//! Checks that at most two transfers are nested.

use crate::diagnostics::{Errors, Report};
use crate::model::{Action, Model, StateId, Step};

/// ```text
/// connect(..) as a { busy => connect(..) as b { busy => connect(..) as c { .. } .. } .. }
/// ```
/// The platform joins a second leg to the first, and documents no more than that. Numbers that are
/// tried in turn belong in one transfer, which has only one other leg at any time; nested transfers
/// are counted. Transfers after further menus are not.
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    for id in model.ids().filter(|id| !model.state(*id).is_menu()) {
        // In a longer chain, report the third transfer.
        if chain(model, id) == 3 {
            let state = model.state(id);
            errors.report(
                Report::new(
                    state.name,
                    format!(
                        "`{}` is the third call in a row, but a session has at most two",
                        state.name
                    ),
                )
                .help("list the numbers in one transfer, `connect(to: [.., ..], ..)`, or let the caller choose in a menu before calling again"),
            );
        }
    }
}

/// The number of consecutive calls up to this transfer.
fn chain(model: &Model<'_>, id: StateId) -> usize {
    let mut length = 1;
    let mut at = id;
    while let Some(before) = model
        .ids()
        .find(|from| !model.state(*from).is_menu() && calls(model, *from, at))
    {
        length += 1;
        at = before;
    }
    length
}

/// Whether an arm of one transfer starts the other.
fn calls(model: &Model<'_>, from: StateId, to: StateId) -> bool {
    let mut branches = model.state(from).branches.iter();
    branches.any(|branch| connects(&branch.action, to))
}

fn connects(action: &Action<'_>, to: StateId) -> bool {
    match action.last() {
        Some(Step::Connect { state }) => *state == to,
        Some(Step::Match { arms, .. }) => arms.iter().any(|arm| connects(&arm.action, to)),
        Some(Step::Retry { otherwise, .. }) => connects(otherwise, to),
        _ => false,
    }
}
