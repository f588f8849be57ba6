//! Checks that every input has a branch, and every outcome an arm.

use super::list;
use crate::diagnostics::{Errors, Report};
use crate::keys::{Key, Outcome};
use crate::model::{Model, On, StateId};

/// ```text
/// menu a { "Press 1.", 1 => say "b" }            // and no `_` here, around or for the tree
/// connect(..) as c { answered => say "Bye." }    // and if the line is busy?
/// ```
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    let (menus, transfers): (Vec<_>, Vec<_>) =
        model.ids().partition(|id| model.state(*id).is_menu());
    check_menus(model, &menus, errors);
    for transfer in transfers {
        check_transfer(model, transfer, errors);
    }
}

/// All menus at once: a missing `_` of the tree is one mistake, not one per menu.
fn check_menus(model: &Model<'_>, menus: &[StateId], errors: &mut Errors) {
    let mut lacking = menus.iter().filter_map(|id| {
        let missing = missing_inputs(model, *id);
        (!missing.is_empty()).then(|| (model.state(*id).name, missing))
    });
    let Some((name, missing)) = lacking.next() else {
        return;
    };
    let others: Vec<_> = lacking.map(|(name, _)| format!("`{name}`")).collect();
    let mut report = Report::new(
        name,
        format!("menu `{name}` has no branch for {}", list(missing)),
    );
    if !others.is_empty() {
        report = report.note(format!("so it is with {}", list(others)));
    }
    errors.report(report.help("add `_ => ..` to it, or at top level for the whole tree"));
}

fn missing_inputs(model: &Model<'_>, id: StateId) -> Vec<String> {
    let keys: Vec<_> = Key::all()
        .filter(|key| model.answer(id, On::Key(*key)).is_none())
        .collect();
    let mut missing = runs(&keys);
    if model.answer(id, On::Silence).is_none() {
        missing.push("`silence`".to_owned());
    }
    missing
}

fn check_transfer(model: &Model<'_>, id: StateId, errors: &mut Errors) {
    let name = model.state(id).name;
    let missing: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| model.answer(id, On::Leg(*outcome)).is_none())
        .map(|outcome| format!("`{}`", outcome.word()))
        .collect();
    if !missing.is_empty() {
        errors.report(
            Report::new(
                name,
                format!("transfer `{name}` has no arm for {}", list(missing)),
            )
            .help("add the missing arms, or `_ => ..`"),
        );
    }
}

/// Neighbouring digits as one range: `4..=9`, `'*'`.
fn runs(keys: &[Key]) -> Vec<String> {
    keys.chunk_by(|a, b| b.is_digit() && a.through(*b).count() == 2)
        .filter_map(|run| match run {
            [] => None,
            [only] => Some(format!("`{only}`")),
            [first, .., last] => Some(format!("`{first}..={last}`")),
        })
        .collect()
}
