//! Checks that values are set wherever they are used.

use rustc_hash::FxHashSet;

use crate::arrivals::{Arrival, arrivals};
use crate::diagnostics::{Errors, Report};
use crate::model::{Model, Placeholder, StateId};
use crate::place::Place;
use crate::suggest::nearest;
use crate::values::{self, Event, Known, VariableId, enter, walk};

/// ```text
/// let guests: u32;
/// 1 => match desk.book(guests).await { .. }        // and nobody asked for how many
/// say "You said {gests}."                          // nothing is called that
/// ```
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let Some(start) = model.start else { return };
    let mut told = Told::default();
    let arrivals = arrivals(model, start);
    enter(model, start, &Known::default(), &mut |event| {
        told.tell(model, start, &arrivals, &event, errors);
    });
    if let Some(ring) = &model.ring {
        walk(model, start, &ring.action, Known::default(), &mut |event| {
            told.tell(model, start, &arrivals, &event, errors);
        });
    }
    walk(
        model,
        start,
        &model.failure,
        Known::default(),
        &mut |event| {
            told.tell(model, start, &arrivals, &event, errors);
        },
    );
    for (id, arrival) in model.ids().zip(&arrivals) {
        // Unreachable states have their own report.
        let Some(arrival) = arrival else { continue };
        for answer in model.used_branches(id) {
            let known = arrival.known.clone().in_branch(model, answer.branch);
            walk(model, id, &answer.branch.action, known, &mut |event| {
                told.tell(model, id, &arrivals, &event, errors);
            });
        }
    }
    check_used(model, &told, errors);
}

/// Tracks reports, so that a branch that many menus share is reported once.
#[derive(Default)]
struct Told {
    read: FxHashSet<VariableId>,
    blamed: FxHashSet<(String, (usize, usize))>,
}

impl Told {
    fn tell(
        &mut self,
        model: &Model<'_>,
        here: StateId,
        arrivals: &[Option<Arrival>],
        event: &Event<'_>,
        errors: &mut Errors,
    ) {
        match event {
            Event::Reads {
                variable,
                place,
                known,
                prompt_of,
            } => {
                self.read.insert(*variable);
                if !known.remembered.contains(variable) {
                    let at = prompt_of.unwrap_or(here);
                    let report = not_set(model, *variable, *place, at, arrivals);
                    let name = model.variables[*variable].name.to_string();
                    self.blame((name, place.start()), report, errors);
                }
            }
            Event::Unknown {
                value,
                place,
                known,
                prompt_of,
            } => {
                let report = unknown(model, value, *place, known, *prompt_of);
                self.blame((value.name.to_string(), place.start()), report, errors);
            }
            Event::Forgotten { name, place } => {
                let report = Report::new(
                    *place,
                    format!("`{name}` is forgotten when the next number is called"),
                )
                .help(format!(
                    "make the call remember it: `let {name}: ..;` at top level"
                ));
                self.blame((name.clone(), place.start()), report, errors);
            }
            Event::Arrives { .. } => {}
        }
    }

    fn blame(&mut self, key: (String, (usize, usize)), report: Report, errors: &mut Errors) {
        if self.blamed.insert(key) {
            errors.report(report);
        }
    }
}

fn not_set(
    model: &Model<'_>,
    variable: VariableId,
    place: Place,
    at: StateId,
    arrivals: &[Option<Arrival>],
) -> Report {
    let name = &model.variables[variable].name;
    let state = model.state(at);
    let what = if state.is_menu() { "menu" } else { "transfer" };
    let report = Report::new(
        place,
        format!(
            "`{name}` may be unset here: {what} `{}` can be reached without it",
            state.name
        ),
    );
    let without = arrivals[at.0].iter().flat_map(|arrival| &arrival.without);
    let by = without
        .filter(|(missing, _)| *missing == variable)
        .find_map(|(_, by)| *by);
    let report = match by {
        Some(by) => report.note(format!("the branch on line {} leads there", by.line())),
        None => report.note("a call begins there"),
    };
    report.help(format!(
        "set it on every path: `{name} @ 1..=9 => ..` or `set {name} = .. then ..`"
    ))
}

fn unknown(
    model: &Model<'_>,
    value: &Placeholder,
    place: Place,
    known: &Known,
    prompt_of: Option<StateId>,
) -> Report {
    let name = value.name.to_string();
    if let Some(menu) = prompt_of {
        let menu = model.state(menu).name;
        let report = Report::new(
            place,
            format!(
                "the prompt of menu `{menu}` speaks `{{{name}}}`, which the call does not remember"
            ),
        );
        return match meant(model, &name, known) {
            Some(help) => report.help(help),
            None => report.help(format!("declare it at top level: `let {name}: ..;`")),
        };
    }
    let report = Report::new(place, format!("unknown name `{name}`"));
    match meant(model, &name, known) {
        Some(help) => report.help(help),
        None => report.help(format!(
            "bind it in the branch's pattern or in the arm's, or declare `let {name}: ..;` and set it before; write a brace that should be spoken as `{{{{`"
        )),
    }
}

/// Suggests a name: a value that is set there, or else one that the tree declares but does not set on
/// every path.
fn meant(model: &Model<'_>, name: &str, known: &Known) -> Option<String> {
    let declared = model.variables.iter().map(|v| v.name.to_string());
    let declared: Vec<_> = declared.collect();
    let mut names = known.bound.clone();
    names.extend(known.remembered.iter().map(|at| declared[*at].clone()));
    if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        return Some(format!("did you mean `{{{near}}}`?"));
    }
    let near = nearest(name, declared.iter().map(String::as_str))?;
    Some(format!(
        "did you mean `{{{near}}}`? set it on every path: `{near} @ 1..=9 => ..` or `set {near} = .. then ..`"
    ))
}

/// ```text
/// let guests: u32;        // and no expression, no text that uses it
/// ```
fn check_used(model: &Model<'_>, told: &Told, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    for (at, variable) in model.variables.iter().enumerate() {
        if !told.read.contains(&at)
            && values::variable(model, &variable.name.to_string()) == Some(at)
        {
            errors.report(
                Report::new(
                    &variable.name,
                    format!("`{}` is set but never used", variable.name),
                )
                .help("remove it"),
            );
        }
    }
}
