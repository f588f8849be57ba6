//! The values that are set when a call arrives in each state, and those that it needs from there on.

use std::collections::BTreeSet;

use crate::model::{Branch, Model, StateId};
use crate::place::Place;
use crate::values::{Event, Known, VariableId, needed_to_enter, walk};

/// The values that every call has when it arrives in a state, and a path on which each other value is
/// missing.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(crate) known: Known,
    /// For each missing value, a branch that leads here without it.
    pub(crate) without: Vec<(VariableId, Option<Place>)>,
}

/// The arrivals in each state; `None` if it is unreachable.
pub(crate) fn arrivals(model: &Model<'_>, start: StateId) -> Vec<Option<Arrival>> {
    let mut arrivals = Arrivals {
        model,
        states: vec![None; model.states.len()],
        open: Vec::new(),
    };
    arrivals.meet(start, &Known::default(), None);
    if let Some(ring) = &model.ring {
        arrivals.follow(start, ring, Known::default());
    }
    while let Some(id) = arrivals.open.pop() {
        let Some(arrival) = arrivals.states[id.0].clone() else {
            continue;
        };
        for answer in model.used_branches(id) {
            let known = arrival.known.clone().in_branch(model, answer.branch);
            arrivals.follow(id, answer.branch, known);
        }
    }
    arrivals.states
}

struct Arrivals<'m, 'a> {
    model: &'m Model<'a>,
    states: Vec<Option<Arrival>>,
    /// States whose branches must be followed, for the first time or because fewer values are set there now.
    open: Vec<StateId>,
}

impl Arrivals<'_, '_> {
    /// Follows a branch.
    fn follow(&mut self, here: StateId, branch: &Branch<'_>, known: Known) {
        let model = self.model;
        walk(model, here, &branch.action, known, &mut |event| {
            if let Event::Arrives { at, known } = event {
                self.meet(at, known, Some(branch.place));
            }
        });
    }

    /// Adds a path to a state: only values set on all paths are known there.
    fn meet(&mut self, at: StateId, known: &Known, by: Option<Place>) {
        let all = || 0..self.model.variables.len();
        let open = &mut self.open;
        let arrival = self.states[at.0].get_or_insert_with(|| {
            open.push(at);
            Arrival {
                known: Known {
                    remembered: all().collect(),
                    bound: Vec::new(),
                },
                without: Vec::new(),
            }
        });
        for variable in all().filter(|variable| !known.remembered.contains(variable)) {
            if arrival.known.remembered.remove(&variable) {
                arrival.without.push((variable, by));
                if !open.contains(&at) {
                    open.push(at);
                }
            }
        }
    }
}

/// The remembered values that matter in a state, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    /// Values that are set in every call there.
    pub(crate) known: Vec<String>,
    /// Values that are read there or later, before they are set again.
    pub(crate) needed: Vec<String>,
}

/// The values that are set in each state, and those that are needed there.
pub(crate) fn remembered(model: &Model<'_>, start: StateId) -> Vec<Remembered> {
    if model.variables.is_empty() {
        return vec![Remembered::default(); model.states.len()];
    }
    let names = |of: &BTreeSet<VariableId>| {
        let names = of.iter().map(|at| model.variables[*at].name.to_string());
        names.collect()
    };
    let arrivals = arrivals(model, start).into_iter();
    arrivals
        .zip(needs(model))
        .map(|(arrival, needed)| Remembered {
            known: arrival.map_or_else(Vec::new, |arrival| names(&arrival.known.remembered)),
            needed: names(&needed),
        })
        .collect()
}

/// The values that a call needs from each state on.
fn needs(model: &Model<'_>) -> Vec<BTreeSet<VariableId>> {
    let (mut needs, ways): (Vec<_>, Vec<_>) = model.ids().map(|id| from(model, id)).unzip();
    let mut grows = true;
    while grows {
        grows = false;
        // Most states lead to later ones, so the reverse order converges faster.
        for (here, ways) in ways.iter().enumerate().rev() {
            for (StateId(at), given) in ways {
                let missing: Vec<_> = needs[*at].difference(given).copied().collect();
                for variable in missing {
                    grows |= needs[here].insert(variable);
                }
            }
        }
    }
    needs
}

/// A state that an action leads to, and the values that the action sets.
type Way = (StateId, BTreeSet<VariableId>);

/// The values that are read when a call leaves a state, and where it goes.
fn from(model: &Model<'_>, here: StateId) -> (BTreeSet<VariableId>, Vec<Way>) {
    let mut needed = match model.attempts(here) {
        1.. if !model.state(here).is_menu() => needed_to_enter(model, here),
        _ => BTreeSet::new(),
    };
    let mut ways = Vec::new();
    for answer in model.used_branches(here) {
        let known = Known::default().in_branch(model, answer.branch);
        walk(
            model,
            here,
            &answer.branch.action,
            known,
            &mut |event| match event {
                Event::Reads {
                    variable, known, ..
                } if !known.remembered.contains(&variable) => {
                    needed.insert(variable);
                }
                Event::Arrives { at, known } => ways.push((at, known.remembered.clone())),
                _ => {}
            },
        );
    }
    (needed, ways)
}
