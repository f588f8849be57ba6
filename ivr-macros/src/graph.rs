//! The model as a graph: where a caller can go from each point, and on which input.

use crate::keys::{Key, Outcome};
use crate::model::{Action, Answer, Branch, Counter, LanguageId, Model, On, StateId, Step, Target};
use crate::place::Place;

/// A state as the router distinguishes it: a menu, and how often and why it has been retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Point {
    pub(crate) state: StateId,
    /// 0 when the menu is first heard, then the number of the `retry`; for a transfer, the number of
    /// earlier calls.
    pub(crate) attempt: u32,
    /// The number of the `retry` after silence, if silence is counted separately.
    pub(crate) silences: u32,
    /// The caller's language. Paths are the same in each, so code that only follows paths uses the
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

    /// All points, menu by menu in source order.
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

/// What leads from one point to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cause {
    Key(Key),
    /// Several keys, or a number.
    Captured(On),
    Silence,
    /// Any other input.
    WrongKey,
    /// The outcome of a transfer, which nobody chooses.
    Leg(Outcome),
}

impl Cause {
    /// Whether a transfer then calls its next number.
    fn tries_again(self, model: &Model<'_>, at: Point) -> bool {
        let failed = matches!(self, Self::Leg(outcome) if outcome != Outcome::Answered);
        failed && at.attempt < model.attempts(at.state)
    }

    /// Whether it can happen without the caller choosing an option.
    pub(crate) const fn is_idle(self) -> bool {
        !matches!(self, Self::Key(_) | Self::Captured(_))
    }
}

/// An edge from a point.
#[derive(Clone, Debug)]
pub(crate) struct Edge<'m, 'a> {
    pub(crate) cause: Cause,
    pub(crate) branch: &'m Branch<'a>,
    pub(crate) to: End,
}

/// The target of an edge.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// Another point; the place is that of the step that leads there.
    Point(Point, Option<Place>),
    /// The end of the call.
    Over,
    /// Nowhere: an unknown menu, or `back` from a menu that is not nested. Already
    /// reported.
    Unknown,
}

/// All edges from a point. A lookup can take any of its arms.
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

/// Where a call can be before any input: the start menu, and where
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
