//! The model as a graph: where a caller can get from each point, and on what.

use crate::keys::{Key, Outcome};
use crate::model::{Action, Answer, Branch, Model, On, StateId, Step, Target};
use crate::place::Place;

/// A state as the router tells it apart: a menu, and how often it has been asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Point {
    pub(crate) state: StateId,
    /// 0 when the menu is first heard, then the number of the `retry`.
    pub(crate) attempt: u32,
}

impl Point {
    pub(crate) const fn first(state: StateId) -> Self {
        Self { state, attempt: 0 }
    }

    /// Every point, menu by menu in the order of the source.
    pub(crate) fn all(model: &Model<'_>) -> Vec<Self> {
        model
            .ids()
            .flat_map(|state| {
                (0..=model.attempts(state)).map(move |attempt| Self { state, attempt })
            })
            .collect()
    }
}

/// What makes a call go from one point to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    Key(Key),
    Silence,
    /// Whatever the menu does not name.
    WrongKey,
    /// How a transfer ended. Nobody chooses that.
    Leg(Outcome),
}

impl Cause {
    /// Can it happen without the caller choosing an option?
    pub(crate) const fn is_idle(self) -> bool {
        !matches!(self, Self::Key(_))
    }
}

/// One way on from a point.
#[derive(Clone, Debug)]
pub(crate) struct Edge<'m, 'a> {
    pub(crate) cause: Cause,
    pub(crate) branch: &'m Branch<'a>,
    pub(crate) to: End,
}

/// Where a way leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// To another point; the place is that of the step that leads there.
    Point(Point, Option<Place>),
    /// The call is over.
    Over,
    /// Nowhere: to a menu that does not exist, or back from where nothing is around. It has
    /// been reported.
    Unknown,
}

/// Every way on from a point. A look-up can come out in all of its arms.
pub(crate) fn edges<'m, 'a>(model: &'m Model<'a>, from: Point) -> Vec<Edge<'m, 'a>> {
    let mut edges = Vec::new();
    for (cause, answer) in answers(model, from.state) {
        let mut ends = Vec::new();
        follow(model, from, &answer.branch.action, &mut ends);
        edges.extend(ends.into_iter().map(|to| Edge {
            cause,
            branch: answer.branch,
            to,
        }));
    }
    edges
}

fn answers<'m, 'a>(model: &'m Model<'a>, id: StateId) -> Vec<(Cause, Answer<'m, 'a>)> {
    let state = model.state(id);
    if !state.is_menu() {
        return Outcome::ALL
            .into_iter()
            .filter_map(|leg| Some((Cause::Leg(leg), model.answer(id, On::Leg(leg))?)))
            .collect();
    }
    let keys = state.branches.iter().flat_map(|branch| {
        let triggers = branch.triggers.iter();
        triggers.filter_map(move |trigger| match trigger.on {
            On::Key(key) => Some((
                Cause::Key(key),
                Answer {
                    branch,
                    owner: Some(id),
                },
            )),
            _ => None,
        })
    });
    let silence = model.answer(id, On::Silence);
    let other = model.answer_other(id);
    keys.chain(silence.map(|answer| (Cause::Silence, answer)))
        .chain(other.map(|answer| (Cause::WrongKey, answer)))
        .collect()
}

fn follow(model: &Model<'_>, from: Point, action: &Action<'_>, ends: &mut Vec<End>) {
    match action.last() {
        Some(Step::Enter { to, place, .. }) => {
            let here_is_a_menu = model.state(from.state).is_menu();
            let to = model
                .target(from.state, *to)
                .filter(|_| here_is_a_menu || *to != Target::Here);
            ends.push(to.map_or(End::Unknown, |to| {
                End::Point(Point::first(to), Some(*place))
            }));
        }
        Some(Step::Connect { state, .. }) => ends.push(End::Point(Point::first(*state), None)),
        Some(Step::Match { arms, .. }) => {
            for arm in arms {
                follow(model, from, &arm.action, ends);
            }
        }
        Some(Step::Retry {
            attempts,
            otherwise,
            ..
        }) => {
            if from.attempt < *attempts {
                let again = Point {
                    attempt: from.attempt + 1,
                    ..from
                };
                ends.push(End::Point(again, None));
            } else {
                follow(model, from, otherwise, ends);
            }
        }
        _ => ends.push(End::Over),
    }
}
