//! The model as a graph: where a caller can get from each point, and on what.

use crate::keys::{Key, Outcome};
use crate::model::{Action, Answer, Branch, Counter, LanguageId, Model, On, StateId, Step, Target};
use crate::place::Place;

/// A state as the router tells it apart: a menu, and how often and why it has been asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Point {
    pub(crate) state: StateId,
    /// 0 when the menu is first heard, then the number of the `retry`; of a transfer, the calls
    /// made before.
    pub(crate) attempt: u32,
    /// The number of the `retry` after silence, where that is counted by itself.
    pub(crate) silences: u32,
    /// The caller's. All ways are the same in each, so whoever only follows ways keeps to the
    /// first.
    pub(crate) language: LanguageId,
}

impl Point {
    pub(crate) const fn first(state: StateId) -> Self {
        Self {
            state,
            attempt: 0,
            silences: 0,
            language: LanguageId(0),
        }
    }

    pub(crate) const fn speaking(self, language: LanguageId) -> Self {
        Self { language, ..self }
    }

    /// The next attempt.
    pub(crate) const fn again(self, counter: Counter) -> Self {
        match counter {
            Counter::Attempts => Self {
                attempt: self.attempt + 1,
                ..self
            },
            Counter::Silences => Self {
                silences: self.silences + 1,
                ..self
            },
        }
    }

    /// How often the caller has been asked again.
    pub(crate) const fn count(self, counter: Counter) -> u32 {
        match counter {
            Counter::Attempts => self.attempt,
            Counter::Silences => self.silences,
        }
    }

    /// Every point, menu by menu in the order of the source.
    pub(crate) fn all(model: &Model<'_>) -> Vec<Self> {
        let mut points = Vec::new();
        for state in model.ids() {
            let silences = model.silences(state);
            for attempt in 0..=model.attempts(state) {
                for silences in 0..=silences {
                    points.extend(model.language_ids().map(|language| Self {
                        state,
                        attempt,
                        silences,
                        language,
                    }));
                }
            }
        }
        points
    }
}

/// What makes a call go from one point to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    Key(Key),
    /// Several keys, or a number.
    Captured(On),
    Silence,
    /// Whatever the menu does not name.
    WrongKey,
    /// How a transfer ended. Nobody chooses that.
    Leg(Outcome),
}

impl Cause {
    /// Does a transfer call its next number then?
    fn tries_again(self, model: &Model<'_>, at: Point) -> bool {
        let failed = matches!(self, Self::Leg(outcome) if outcome != Outcome::Answered);
        failed && at.attempt < model.attempts(at.state)
    }

    /// Can it happen without the caller choosing an option?
    pub(crate) const fn is_idle(self) -> bool {
        !matches!(self, Self::Key(_) | Self::Captured(_))
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

/// Every way on from a point. A lookup can come out in all of its arms.
pub(crate) fn edges<'m, 'a>(model: &'m Model<'a>, from: Point) -> Vec<Edge<'m, 'a>> {
    let mut edges = Vec::new();
    for (cause, answer) in answers(model, from.state) {
        let mut ends = Vec::new();
        if cause.tries_again(model, from) {
            ends.push(End::Point(from.again(Counter::Attempts), None));
        } else {
            let action = &answer.branch.action;
            let counter = if action.retries() > 0 {
                model.counter(from.state, answer.branch)
            } else {
                Counter::Attempts
            };
            follow(model, (from, counter), action, &mut ends);
        }
        edges.extend(ends.into_iter().map(|to| Edge {
            cause,
            branch: answer.branch,
            to,
        }));
    }
    edges
}

/// Where a call can be before its caller has pressed anything: in the start menu, and where
/// `ring` leads.
pub(crate) fn roots(model: &Model<'_>) -> Vec<Point> {
    let Some(start) = model.start.map(Point::first) else {
        return Vec::new();
    };
    let mut ends = Vec::new();
    if let Some(ring) = &model.ring {
        follow(model, (start, Counter::Attempts), &ring.action, &mut ends);
    }
    let rung = ends.into_iter().filter_map(|end| match end {
        End::Point(point, _) if point != start => Some(point),
        _ => None,
    });
    std::iter::once(start).chain(rung).collect()
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
        triggers.filter_map(move |trigger| {
            (match trigger.on {
                On::Key(key) => Some(Cause::Key(key)),
                on if on.is_captured() => Some(Cause::Captured(on)),
                _ => None,
            })
            .map(|cause| {
                let owner = Some(id);
                (cause, Answer { branch, owner })
            })
        })
    });
    let of_tree = model.tree_keys(id).flat_map(|(answer, keys)| {
        keys.into_iter().filter_map(move |on| match on {
            On::Key(key) => Some((Cause::Key(key), answer)),
            _ => None,
        })
    });
    let silence = model.answer(id, On::Silence);
    let other = model.answer_other(id);
    keys.chain(of_tree)
        .chain(silence.map(|answer| (Cause::Silence, answer)))
        .chain(other.map(|answer| (Cause::WrongKey, answer)))
        .collect()
}

fn follow(
    model: &Model<'_>,
    (from, counter): (Point, Counter),
    action: &Action<'_>,
    ends: &mut Vec<End>,
) {
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
        Some(Step::Connect { state }) => ends.push(End::Point(Point::first(*state), None)),
        Some(Step::Match { arms, .. }) => {
            for arm in arms {
                follow(model, (from, counter), &arm.action, ends);
            }
        }
        Some(Step::Retry {
            attempts,
            otherwise,
            ..
        }) => {
            if from.count(counter) < *attempts {
                ends.push(End::Point(from.again(counter), None));
            } else {
                follow(model, (from, counter), otherwise, ends);
            }
        }
        _ => ends.push(End::Over),
    }
}
