//! The edges of a tree: what each state does on each input, by its description.

use std::fmt;

use super::taken::{At, On, Taken};
use crate::description::EnterBy;
use crate::wire::callflow::Action;
use crate::{
    BranchDescription, Description, Key, Outcome, StateDescription, StateKind, StepDescription,
    Tree, Trigger,
};

/// One way out of a menu or a transfer: where, on what, and what a look-up or a `retry` makes of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The name of the menu or the transfer.
    pub state: &'static str,
    /// What it answers to, as written in the tree: `1`, `silence`, `busy`, `_`.
    pub on: String,
    /// The arm of the look-up, as written in the tree; `again` or `else` of a `retry`; else empty.
    pub arm: String,
    /// The line of its branch in the tree's source.
    pub line: u32,
}

/// An edge, and what shows that it was taken.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) edge: Edge,
    /// What is said or played on it, up to the prompt of a menu.
    spoken: Vec<&'static str>,
    to: To,
}

/// Where an edge leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    End,
    State(usize),
    /// A further attempt of the same menu.
    Attempt,
}

/// The state that an id stands for; an attempt and another language stand for their menu.
pub(super) fn index(tree: &Description, id: &str) -> Option<usize> {
    let found = tree.state(id)?;
    tree.states
        .iter()
        .position(|state| std::ptr::eq(state, found))
}

/// Every edge that leads out of a state.
pub(super) fn ways(tree: &'static Description, at: usize) -> Vec<Way> {
    let state = &tree.states[at];
    let inputs: Vec<On> = match state.kind {
        StateKind::Transfer => Outcome::ALL.map(On::Leg).to_vec(),
        StateKind::Menu { .. } => keypad().collect(),
    };
    let mut ways: Vec<Way> = Vec::new();
    for on in inputs {
        for way in ways_on(tree, at, on) {
            if ways.iter().all(|known| known.edge != way.edge) {
                ways.push(way);
            }
        }
    }
    ways
}

/// Everything that can be done at a menu: a key, or nothing.
pub(super) fn keypad() -> impl Iterator<Item = On> {
    Key::ALL.map(On::Key).into_iter().chain([On::Silence])
}

/// The edges that may be taken from a state on an input.
fn ways_on(tree: &'static Description, at: usize, on: On) -> Vec<Way> {
    let Some((branch, trigger)) = answer(tree, at, on) else {
        return Vec::new();
    };
    let edge = Edge {
        state: tree.states[at].name,
        on: trigger.to_string(),
        arm: String::new(),
        line: branch.line,
    };
    let mut ways = Vec::new();
    let start = Way {
        edge,
        spoken: Vec::new(),
        to: To::End,
    };
    follow(tree, at, branch.steps, start, &mut ways);
    ways
}

/// The branch that answers an input, as the router finds it: the state's own, then its `_`, then that
/// of the menu it is nested in, and so on up to the tree's.
fn answer(
    tree: &'static Description,
    at: usize,
    on: On,
) -> Option<(&'static BranchDescription, Trigger)> {
    let state = &tree.states[at];
    let exactly = match on {
        On::Key(key) => Some(Trigger::Key(key.as_char())),
        On::Leg(outcome) => Some(Trigger::Leg(outcome)),
        On::Silence => Some(Trigger::Silence),
        On::Digits => None,
    };
    if let Some(found) = exactly.and_then(|on| find(state.branches, on)) {
        return Some(found);
    }
    let fallback = |branches: &'static [BranchDescription]| {
        let silence = (on == On::Silence).then(|| find(branches, Trigger::Silence));
        silence.flatten().or_else(|| find(branches, Trigger::Other))
    };
    let mut level = Some(state);
    while let Some(StateDescription {
        branches, parent, ..
    }) = level
    {
        if let Some(found) = fallback(branches) {
            return Some(found);
        }
        if matches!(state.kind, StateKind::Transfer) {
            return None;
        }
        level = parent.map(|parent| &tree.states[parent]);
    }
    fallback(tree.fallbacks)
}

fn find(
    branches: &'static [BranchDescription],
    on: Trigger,
) -> Option<(&'static BranchDescription, Trigger)> {
    let found = branches.iter().find(|branch| branch.on.contains(&on));
    found.map(|branch| (branch, on))
}

/// Follows steps to every place that they may lead to.
fn follow(
    tree: &'static Description,
    at: usize,
    steps: &'static [StepDescription],
    mut way: Way,
    ways: &mut Vec<Way>,
) {
    for step in steps {
        match step {
            StepDescription::Say(text) | StepDescription::Play(text) => way.spoken.push(text),
            StepDescription::Enter { state, by } => {
                let parent = || tree.states[at].parent;
                let to = state.or_else(|| match by {
                    EnterBy::Back => parent(),
                    _ => Some(at),
                });
                way.to = to.map_or(To::End, To::State);
            }
            StepDescription::Connect { state, .. } => way.to = To::State(*state),
            StepDescription::Match { arms, .. } => {
                for arm in *arms {
                    follow(tree, at, arm.steps, way.labelled(arm.pattern), ways);
                }
                return;
            }
            StepDescription::Retry { otherwise, .. } => {
                let mut again = way.labelled("again");
                again.to = To::Attempt;
                ways.push(again);
                follow(tree, at, otherwise, way.labelled("else"), ways);
                return;
            }
            _ => {}
        }
    }
    ways.push(way);
}

impl Way {
    fn labelled(&self, label: &str) -> Self {
        let mut way = self.clone();
        if !way.edge.arm.is_empty() {
            way.edge.arm.push_str(", ");
        }
        way.edge.arm.push_str(label);
        way
    }

    /// Whether this is the way that was gone.
    fn was_gone<T: Tree>(&self, from: &At<T>, taken: &Taken<T>) -> bool {
        let tree = T::DESCRIPTION;
        let id = taken.next.map(T::client_action_id);
        let next = id.and_then(|id| index(tree, id));
        let attempt = taken.next.is_some_and(|next| {
            next != from.state && next.client_action_id() != menu_id(tree, next)
        });
        let led = match self.to {
            To::End => id.is_none(),
            To::State(state) => next == Some(state) && !attempt,
            To::Attempt => attempt && next == index(tree, from.state.client_action_id()),
        };
        let spoken = taken.callflow.iter().filter_map(|action| match action {
            Action::Say(say) => Some(say.text.as_str()),
            Action::PlayFile(file) => Some(file.file_url.as_str()),
            _ => None,
        });
        led && spoken.eq(self.spoken.iter().copied())
    }
}

/// The id of the menu that a state is, or is an attempt of.
fn menu_id<T: Tree>(tree: &Description, state: T) -> &'static str {
    let id = state.client_action_id();
    index(tree, id).map_or(id, |at| tree.states[at].client_action_id)
}

/// The edges that a call took; more than one where nobody could tell them apart.
pub(super) fn taken<T: Tree>(taken: &Taken<T>) -> Vec<Edge> {
    let tree = T::DESCRIPTION;
    let Some(from) = &taken.at else {
        return Vec::new();
    };
    if taken.failed {
        return Vec::new();
    }
    let Some(at) = index(tree, from.state.client_action_id()) else {
        return Vec::new();
    };
    let ways = ways_on(tree, at, from.on).into_iter();
    ways.filter(|way| way.was_gone(from, taken))
        .map(|way| way.edge)
        .collect()
}

/// As in the source: `` `book_table`, `1`, `Booking::Full`, line 31 ``.
impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, `{}`", self.state, self.on)?;
        if !self.arm.is_empty() {
            write!(f, ", `{}`", self.arm)?;
        }
        write!(f, ", line {}", self.line)
    }
}
