//! Builds the nodes and edges of a diagram.
//!
//! Menus are visited in order of their distance from the start, so that a top-level menu is
//! drawn at the end of the shortest path to it. One edge leads to each node; all others
//! are jumps.

use std::collections::VecDeque;

use super::{Edge, Graph, Kind, Node, Said, Then};
use crate::menu::{
    BranchDescription, Description, EnterBy, Outcome, StateKind, StepDescription, Trigger,
};
use crate::picture::outline::label;

pub(super) fn build(tree: &Description) -> Graph {
    let mut builder = Builder {
        tree,
        graph: Graph {
            name: tree.name,
            doc: tree.doc,
            nodes: Vec::new(),
            edges: Vec::new(),
        },
        nodes: vec![None; tree.states.len()],
        jumps: Vec::new(),
        queue: VecDeque::new(),
    };
    builder.apart("When a call comes in", |builder, from| {
        if !tree.ring.is_empty() {
            builder.steps(Exit::unlabelled(from), tree.ring, 0, None);
        }
    });
    builder.visit();
    let top = (0..tree.states.len()).filter(|&at| tree.states[at].parent.is_none());
    for at in std::iter::once(tree.start).chain(top) {
        if builder.nodes.get(at) == Some(&None) {
            builder.state(at, 0);
            builder.visit();
        }
    }
    builder.apart("In every menu", |builder, from| {
        builder.branches(from, 0, None, tree.fallbacks);
    });
    builder.apart("When a lookup fails", |builder, from| {
        let exit = Exit::unlabelled(from);
        if !tree.failure.is_empty() {
            builder.steps(exit, tree.failure, 0, None);
        }
    });
    builder.visit();
    let Builder {
        mut graph,
        nodes,
        jumps,
        ..
    } = builder;
    for (from, state) in jumps {
        if let Some(Some(to)) = nodes.get(state) {
            graph.edges.push(Edge {
                from,
                to: *to,
                label: String::new(),
                on: String::new(),
                jump: true,
            });
        }
    }
    graph
}

struct Builder<'a> {
    tree: &'a Description,
    graph: Graph,
    /// The node of each state, if it has one yet.
    nodes: Vec<Option<usize>>,
    /// Edges from a node to a state that may have no node yet.
    jumps: Vec<(usize, usize)>,
    /// States whose branches have not been visited yet.
    queue: VecDeque<(usize, usize)>,
}

/// The start of an edge.
struct Exit {
    from: usize,
    label: String,
    on: String,
}

impl Exit {
    const fn unlabelled(from: usize) -> Self {
        Self {
            from,
            label: String::new(),
            on: String::new(),
        }
    }
}

impl Builder<'_> {
    fn node(&mut self, kind: Kind, level: usize, state: Option<&'static str>) -> usize {
        self.graph.nodes.push(Node { kind, level, state });
        self.graph.nodes.len() - 1
    }

    fn edge(&mut self, exit: Exit, to: usize) {
        let Exit { from, label, on } = exit;
        let jump = false;
        self.graph.edges.push(Edge {
            from,
            to,
            label,
            on,
            jump,
        });
    }

    /// Creates the node of a state.
    fn state(&mut self, at: usize, level: usize) -> usize {
        let state = &self.tree.states[at];
        let kind = match state.kind {
            StateKind::Menu { prompt, recordings } => Kind::Menu {
                name: state.name,
                recordings,
                prompt,
            },
            StateKind::Transfer => Kind::Transfer {
                name: state.name,
                from: "",
                to: &[],
                rounds: 1,
            },
        };
        let node = self.node(kind, level, Some(state.client_action_id));
        self.nodes[at] = Some(node);
        self.queue.push_back((at, level));
        node
    }

    /// Visits the branches of all pending states.
    fn visit(&mut self) {
        while let Some((at, level)) = self.queue.pop_front() {
            let state = &self.tree.states[at];
            let Some(from) = self.nodes[at] else { continue };
            // The outcome of a transfer is not a caller's input.
            let level = match state.kind {
                StateKind::Menu { .. } => level + 1,
                StateKind::Transfer => level,
            };
            self.branches(from, level, Some(at), state.branches);
        }
    }

    /// Steps that no menu leads to, under a heading, if there are any.
    fn apart(&mut self, heading: &'static str, draw: impl FnOnce(&mut Self, usize)) {
        let from = self.node(Kind::Heading(heading), 0, None);
        draw(self, from);
        if self.graph.edges.iter().all(|edge| edge.from != from) {
            self.graph.nodes.pop();
        }
    }

    fn branches(
        &mut self,
        from: usize,
        level: usize,
        here: Option<usize>,
        branches: &[BranchDescription],
    ) {
        for branch in branches {
            let exit = Exit {
                from,
                label: match branch.binding {
                    Some(name) => format!("{name} @ {}", label(branch.on)),
                    None => label(branch.on),
                },
                on: branch.on.iter().map(token).collect::<Vec<_>>().join(" "),
            };
            self.steps(exit, branch.steps, level, here);
        }
    }

    /// Visits `steps`, which start at the state `here`.
    fn steps(
        &mut self,
        mut exit: Exit,
        steps: &[StepDescription],
        level: usize,
        here: Option<usize>,
    ) {
        let mut says = Vec::new();
        for step in steps {
            match *step {
                StepDescription::Say(texts) => says.push(Said::Text(texts)),
                StepDescription::Play(recording) => says.push(Said::File(recording)),
                StepDescription::Speak(language) => says.push(Said::Language(language)),
                StepDescription::Set { name, value } => says.push(Said::Value(name, value)),
                StepDescription::Hangup => break,
                StepDescription::Enter { state, by } => {
                    return self.enter(exit, says, state, by, level, here);
                }
                StepDescription::Connect {
                    state,
                    from,
                    to,
                    rounds,
                } => {
                    exit = self.after(exit, says, level);
                    let node = self.state(state, level);
                    let name = self.tree.states[state].name;
                    self.graph.nodes[node].kind = Kind::Transfer {
                        name,
                        from,
                        to,
                        rounds,
                    };
                    return self.edge(exit, node);
                }
                StepDescription::Match { question, arms } => {
                    exit = self.after(exit, says, level);
                    let node = self.node(Kind::Lookup { question }, level, None);
                    self.edge(exit, node);
                    for arm in arms {
                        let exit = Exit {
                            label: arm.pattern.to_owned(),
                            ..Exit::unlabelled(node)
                        };
                        self.steps(exit, arm.steps, level, here);
                    }
                    return;
                }
                StepDescription::Retry {
                    attempts,
                    prompts,
                    otherwise,
                } => {
                    exit = self.after(exit, says, level);
                    let node = self.node(Kind::Retry { attempts, prompts }, level, None);
                    self.edge(exit, node);
                    self.jumps.extend(here.map(|here| (node, here)));
                    let exit = Exit {
                        label: "then".to_owned(),
                        ..Exit::unlabelled(node)
                    };
                    return self.steps(exit, otherwise, level, here);
                }
            }
        }
        // The source may omit `hangup` at the end of a path.
        self.message(exit, says, Then::End, level);
    }

    fn enter(
        &mut self,
        exit: Exit,
        says: Vec<Said>,
        state: Option<usize>,
        by: EnterBy,
        level: usize,
        here: Option<usize>,
    ) {
        let state = state.or_else(|| here.filter(|_| by == EnterBy::Repeat));
        let is_new = |at: usize| self.nodes.get(at) == Some(&None);
        let top = |at: usize| self.tree.states[at].parent.is_none();
        match state {
            Some(at) if is_new(at) && (by == EnterBy::Menu || top(at)) => {
                let exit = self.after(exit, says, level);
                let node = self.state(at, level);
                self.edge(exit, node);
            }
            _ => {
                let name = state.map(|at| self.tree.states[at].name);
                let node = self.message(exit, says, Then::Jump(by, name), level);
                self.jumps.extend(state.map(|at| (node, at)));
            }
        }
    }

    fn message(&mut self, exit: Exit, says: Vec<Said>, then: Then, level: usize) -> usize {
        let node = self.node(Kind::Message { says, then }, level, None);
        self.edge(exit, node);
        node
    }

    /// Adds a message node for what is said before the path continues, if anything. Setting a value
    /// alone gets no node.
    fn after(&mut self, exit: Exit, says: Vec<Said>, level: usize) -> Exit {
        if says.iter().all(|said| matches!(said, Said::Value(..))) {
            return exit;
        }
        Exit::unlabelled(self.message(exit, says, Then::On, level))
    }
}

/// The triggers of a branch, named as in the journal but without spaces: `1`, `silence`,
/// `leg-busy`; `keys-42`, `number-1-20` and `digits-4-6` for more than one key; and `other`
/// for the rest.
fn token(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Key(key) => key.to_string(),
        Trigger::Keys(keys) => format!("keys-{keys}"),
        Trigger::Number { low, high } => format!("number-{low}-{high}"),
        Trigger::Digits { min, max } => format!("digits-{min}-{max}"),
        Trigger::Silence => "silence".to_owned(),
        Trigger::Leg(Outcome::Answered) => "leg-answered".to_owned(),
        Trigger::Leg(Outcome::Busy) => "leg-busy".to_owned(),
        Trigger::Leg(Outcome::NoAnswer) => "leg-not-answered".to_owned(),
        Trigger::Leg(Outcome::Failed) => "leg-failed".to_owned(),
        Trigger::Other => "other".to_owned(),
    }
}
