//! The edges of a tree: what each state does on each input, according to its description.

use std::collections::HashSet;
use std::fmt;

use super::inputs::inputs;
use super::spoken;
use super::spot::{Spot, language};
use super::taken::{At, On, Taken};
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::menu::description::EnterBy;
use crate::menu::{
    BranchDescription, Description, StateDescription, StateKind, StepDescription, Tree, Trigger,
};

/// An edge out of a menu or a transfer: the state, the input, and the arm of a lookup or `retry`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The name of the menu or the transfer; `ring` for an inbound call's first steps.
    pub state: &'static str,
    /// Its trigger, as written in the tree: `1`, `1..=20`, `silence`, `busy`, `_`; empty for
    /// `ring`.
    pub on: String,
    /// The arm of the lookup, as written in the tree; `again` or `else` of a `retry`; otherwise empty.
    pub arm: String,
    /// The line of its branch in the tree's source; 0 for `ring`.
    pub line: u32,
    /// The current language; empty if the tree names none.
    pub language: &'static str,
}

/// An edge, and how to recognise that it was taken.
#[derive(Clone, Debug)]
struct Way {
    edge: Edge,
    /// What is said or played on it, up to the prompt of a menu, as written in the tree.
    spoken: Vec<&'static str>,
    to: To,
    language: usize,
}

/// Where an edge leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    End,
    State(usize),
    /// A further attempt of the same menu.
    Attempt,
}

/// All edges that a caller can reach, in each language in which they can be reached.
pub(super) fn edges(tree: &'static Description) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(tree.start, 0)];
    let take = |ways: Vec<Way>, edges: &mut Vec<Edge>, open: &mut Vec<(usize, usize)>| {
        for way in ways {
            if let To::State(state) = way.to {
                open.push((state, way.language));
            }
            edges.push(way.edge);
        }
    };
    take(ring(tree), &mut edges, &mut open);
    while let Some((at, spoken_in)) = open.pop() {
        if !seen.insert((at, spoken_in)) {
            continue;
        }
        for on in inputs(tree, at) {
            take(ways(tree, at, spoken_in, on), &mut edges, &mut open);
        }
    }
    edges
}

/// The edges that a call can begin with.
fn ring(tree: &'static Description) -> Vec<Way> {
    if tree.ring.is_empty() {
        return Vec::new();
    }
    let start = Way::new(tree, "ring", String::new(), 0, 0);
    let mut ways = Vec::new();
    follow(tree, tree.start, tree.ring, start, &mut ways);
    ways
}

/// The edges that can be taken from a state on an input.
fn ways(tree: &'static Description, at: usize, spoken_in: usize, on: On) -> Vec<Way> {
    let Some((branch, trigger)) = answer(tree, at, on) else {
        return Vec::new();
    };
    let name = tree.states[at].name;
    let start = Way::new(tree, name, trigger.to_string(), branch.line, spoken_in);
    let mut ways = Vec::new();
    follow(tree, at, branch.steps, start, &mut ways);
    ways
}

/// The branch that handles an input, in the order of the router: the state's own, the keys of the whole
/// tree, then its `_`, then that of the enclosing menu, and so on up to the tree's.
fn answer(
    tree: &'static Description,
    at: usize,
    on: On,
) -> Option<(&'static BranchDescription, Trigger)> {
    let state = &tree.states[at];
    let names = |exactly: bool| {
        let named = |trigger: Trigger| trigger.names(on.input());
        find(state.branches, |trigger| {
            named(trigger) && (trigger.is_exact() || !exactly)
        })
    };
    if let Some(found) = names(true).or_else(|| names(false)) {
        return Some(found);
    }
    if let On::Key(key) = on
        && state.tree_keys.contains(key.as_char())
    {
        return find(tree.fallbacks, |trigger| trigger.names(on.input()));
    }
    let fallback = |branches: &'static [BranchDescription]| {
        let silence = (on == On::Silence).then(|| find(branches, |on| on == Trigger::Silence));
        silence
            .flatten()
            .or_else(|| find(branches, |on| on == Trigger::Other))
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
    is_it: impl Fn(Trigger) -> bool,
) -> Option<(&'static BranchDescription, Trigger)> {
    branches.iter().find_map(|branch| {
        let trigger = branch.on.iter().copied().find(|trigger| is_it(*trigger))?;
        Some((branch, trigger))
    })
}

/// Follows steps to every place they can lead to.
fn follow(
    tree: &'static Description,
    at: usize,
    steps: &'static [StepDescription],
    mut way: Way,
    ways: &mut Vec<Way>,
) {
    for step in steps {
        match step {
            StepDescription::Say(texts) => way.spoken.extend(texts.get(way.language)),
            StepDescription::Play(played) => way.spoken.extend(played.urls.get(way.language)),
            StepDescription::Speak(name) => {
                way.language = language(tree, name).unwrap_or(way.language);
            }
            StepDescription::Enter { state, by } => {
                let parent = || tree.states[at].parent;
                let to = state.or_else(|| match by {
                    EnterBy::Back => parent(),
                    _ => Some(at),
                });
                way.to = to.map_or(To::End, To::State);
                way.enters(tree);
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
            StepDescription::Set { .. } | StepDescription::Hangup => {}
        }
    }
    ways.push(way);
}

impl Way {
    fn new(
        tree: &Description,
        state: &'static str,
        on: String,
        line: u32,
        spoken_in: usize,
    ) -> Self {
        Self {
            edge: Edge {
                state,
                on,
                arm: String::new(),
                line,
                language: tree.languages.get(spoken_in).copied().unwrap_or_default(),
            },
            spoken: Vec::new(),
            to: To::End,
            language: spoken_in,
        }
    }

    /// Adds the recordings of the menu that it leads to.
    fn enters(&mut self, tree: &'static Description) {
        let To::State(to) = self.to else { return };
        if let StateKind::Menu { recordings, .. } = tree.states[to].kind {
            let urls = recordings
                .iter()
                .filter_map(|it| it.urls.get(self.language));
            self.spoken.extend(urls);
        }
    }

    fn labelled(&self, label: &str) -> Self {
        let mut way = self.clone();
        if !way.edge.arm.is_empty() {
            way.edge.arm.push_str(", ");
        }
        way.edge.arm.push_str(label);
        way
    }

    /// Whether this is the edge that was taken.
    fn was_gone<T: Tree>(&self, from: Option<&At<T>>, taken: &Taken<T>) -> bool {
        let tree = T::description();
        let next = taken
            .next
            .map(|next| Spot::of(tree, next.client_action_id()));
        // The same prompt is heard again at the same attempt.
        let moved = taken.next != from.map(|from| from.state);
        let led = match (self.to, next) {
            (To::End, next) => next.is_none(),
            (To::State(state), Some(Some(next))) => {
                next.state == state && next.language == self.language && (next.is_first() || !moved)
            }
            (To::Attempt, Some(Some(next))) => {
                let here = from.and_then(|from| Spot::of(tree, from.state.client_action_id()));
                moved && !next.is_first() && here.is_some_and(|here| here.state == next.state)
            }
            _ => false,
        };
        let heard = taken.callflow.iter().filter_map(|action| match action {
            Action::Say(say) => Some(say.text.as_str()),
            Action::PlayFile(file) => Some(file.file_url.as_str()),
            _ => None,
        });
        let heard: Vec<_> = heard.collect();
        let mut pairs = heard.iter().zip(&self.spoken);
        // A repeated prompt may begin with a recording, which does not distinguish edges.
        let all = match self.to {
            To::Attempt => heard.len() >= self.spoken.len(),
            To::End | To::State(_) => heard.len() == self.spoken.len(),
        };
        led && all && pairs.all(|(heard, written)| spoken::is(heard, written))
    }
}

/// The edges that a call took; several if they are indistinguishable.
pub(super) fn taken<T: Tree>(taken: &Taken<T>) -> Vec<Edge> {
    let tree = T::description();
    if taken.failed {
        return Vec::new();
    }
    let from = taken.at.as_ref();
    let ways = match from {
        None => ring(tree),
        Some(from) => match Spot::of(tree, from.state.client_action_id()) {
            Some(spot) => ways(tree, spot.state, spot.language, from.on),
            None => Vec::new(),
        },
    };
    let gone = ways.into_iter().filter(|way| way.was_gone(from, taken));
    gone.map(|way| way.edge).collect()
}

/// As in the source: `` `book_table`, `1`, `Booking::Full`, line 31 ``.
impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.state)?;
        for part in [&self.on, &self.arm].into_iter().filter(|p| !p.is_empty()) {
            write!(f, ", `{part}`")?;
        }
        if !self.language.is_empty() {
            write!(f, ", in `{}`", self.language)?;
        }
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        Ok(())
    }
}
