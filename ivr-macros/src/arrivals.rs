//! What a call remembers when it comes to each state, and what it needs from there on.

use std::collections::BTreeSet;

use crate::model::{Branch, Model, StateId};
use crate::place::Place;
use crate::values::{Event, Known, VariableId, needed_to_enter, walk};

/// What a caller's call remembers at least when it comes to a state, and the way that brings
/// least.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(crate) known: Known,
    /// For each value that is missing, a branch by which one comes without it.
    pub(crate) without: Vec<(VariableId, Option<Place>)>,
}

/// How callers come to each state, none where they never do.
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
    /// States whose branches are to be followed, for the first time or as less is known there now.
    open: Vec<StateId>,
}

impl Arrivals<'_, '_> {
    /// Goes wherever a branch leads.
    fn follow(&mut self, here: StateId, branch: &Branch<'_>, known: Known) {
        let model = self.model;
        walk(model, here, &branch.action, known, &mut |event| {
            if let Event::Arrives { at, known } = event {
                self.meet(at, known, Some(branch.place));
            }
        });
    }

    /// Takes in one more way to a state: only what all of them bring is known there.
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

/// The remembered values that matter in one state, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    /// Those that every call knows there.
    pub(crate) known: Vec<String>,
    /// Those that are read there or further on, before they are given again.
    pub(crate) needed: Vec<String>,
}

/// What calls remember in each state, and what they need there.
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
        // What a state leads to mostly stands behind it.
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

/// A state that an action leads to, and the values that the action gives.
type Way = (StateId, BTreeSet<VariableId>);

/// What is read on the way out of a state, and where the ways lead.
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
