//! Checks that every call ends: for a caller who is silent or keeps pressing wrong keys, after a bounded
//! number of turns; and that every menu has a way out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::list;
use crate::diagnostics::{Errors, Report};
use crate::graph::{Cause, Edge, End, Point, edges, roots};
use crate::model::{Model, On};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    if model.ast.damaged {
        return;
    }
    let graph = Graph::reached_from(model, roots(model));
    let trapped = graph.trapped();
    check_traps(&graph, &trapped, errors);
    check_loops(&graph, &trapped, errors);
}

/// The points that a caller can reach, with the edges from each.
struct Graph<'m, 'a> {
    model: &'m Model<'a>,
    /// In the order in which a caller can reach them.
    points: Vec<Point>,
    edges: FxHashMap<Point, Vec<Edge<'m, 'a>>>,
}

impl<'m, 'a> Graph<'m, 'a> {
    fn reached_from(model: &'m Model<'a>, roots: Vec<Point>) -> Self {
        let mut graph = Self {
            model,
            edges: roots.iter().map(|root| (*root, Vec::new())).collect(),
            points: roots,
        };
        let mut at = 0;
        while let Some(&point) = graph.points.get(at) {
            at += 1;
            let ways = edges(model, point);
            for to in ways.iter().filter_map(point_of) {
                if !graph.edges.contains_key(&to) {
                    graph.points.push(to);
                    graph.edges.insert(to, Vec::new());
                }
            }
            graph.edges.insert(point, ways);
        }
        graph
    }

    fn edges(&self, from: Point) -> &[Edge<'m, 'a>] {
        self.edges.get(&from).map_or(&[], Vec::as_slice)
    }

    /// The points from which no input ends the call. A transfer to a person
    /// counts as a way out: the caller then decides when to end it.
    fn trapped(&self) -> FxHashSet<Point> {
        let mut leading_to: FxHashMap<Point, Vec<Point>> = FxHashMap::default();
        let mut open = Vec::new();
        for &from in &self.points {
            let edges = self.edges(from);
            if self.is_unfinished(from) || edges.iter().any(|edge| self.is_way_out(edge)) {
                open.push(from);
            }
            for to in edges.iter().filter_map(point_of) {
                leading_to.entry(to).or_default().push(from);
            }
        }
        let mut trapped: FxHashSet<_> = self.points.iter().copied().collect();
        while let Some(point) = open.pop() {
            if trapped.remove(&point) {
                open.extend(leading_to.get(&point).into_iter().flatten());
            }
        }
        trapped
    }

    /// A menu with missing branches has been reported; what they will do is unknown.
    fn is_unfinished(&self, point: Point) -> bool {
        let state = self.model.state(point.state);
        state.is_menu()
            && (self.model.answer(point.state, On::Silence).is_none()
                || self.model.answer_other(point.state).is_none())
    }

    fn is_way_out(&self, edge: &Edge<'_, '_>) -> bool {
        match edge.to {
            End::Over | End::Unknown => true,
            End::Point(point, _) => !self.model.state(point.state).is_menu(),
        }
    }

    fn name(&self, point: Point) -> String {
        let name = self.model.state(point.state).name;
        match (point.attempt, point.silences) {
            (0, 0) => format!("`{name}`"),
            (attempt, 0) => format!("`{name}` (attempt {attempt})"),
            (0, silences) => format!("`{name}` (silence {silences})"),
            (attempt, silences) => {
                format!("`{name}` (attempt {attempt}, silence {silences})")
            }
        }
    }

    /// `a` -1-> `b` -silence-> `a`
    fn path(&self, cycle: &[(Point, &Edge<'_, '_>)]) -> String {
        let mut path = String::new();
        for (from, edge) in cycle {
            path.push_str(&format!("{} -{}-> ", self.name(*from), cause(edge.cause)));
        }
        path + &cycle
            .first()
            .map_or(String::new(), |(first, _)| self.name(*first))
    }
}

fn point_of(edge: &Edge<'_, '_>) -> Option<Point> {
    match edge.to {
        End::Point(point, _) => Some(point),
        End::Over | End::Unknown => None,
    }
}

fn cause(cause: Cause) -> String {
    match cause {
        Cause::Key(key) => key.sign().to_string(),
        Cause::Captured(on) => super::input::input(on),
        Cause::Silence => "silence".to_owned(),
        Cause::WrongKey => "wrong key".to_owned(),
        Cause::Leg(outcome) => outcome.word().to_owned(),
    }
}

/// ```text
/// menu a { "Press 1." 1 => goto b, _ => repeat }   // b leads back to a, and nothing leads out
/// ```
fn check_traps(graph: &Graph<'_, '_>, trapped: &FxHashSet<Point>, errors: &mut Errors) {
    let mut explained: FxHashSet<Point> = FxHashSet::default();
    for &point in &graph.points {
        if !trapped.contains(&point) || explained.contains(&point) {
            continue;
        }
        let cycle = first_cycle(graph, point);
        // Points in the same trap share one report.
        spread(graph, point, &mut explained);
        let mut names: Vec<_> = Vec::new();
        for (from, _) in &cycle {
            let name = format!("`{}`", graph.model.state(from.state).name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let Some((first, _)) = cycle.first() else {
            continue;
        };
        let message = match names.as_slice() {
            [only] => format!("menu {only} has no way out"),
            _ => format!("menus {} form a loop with no way out", list(names)),
        };
        errors.report(
            Report::new(graph.model.state(first.state).name, message)
                .note(graph.path(&cycle))
                .help("add a branch that hangs up, transfers or says goodbye"),
        );
    }
}

/// Follows the first edge from each point until it closes a loop.
fn first_cycle<'g, 'm, 'a>(
    graph: &'g Graph<'m, 'a>,
    from: Point,
) -> Vec<(Point, &'g Edge<'m, 'a>)> {
    let mut path: Vec<(Point, &Edge<'m, 'a>)> = Vec::new();
    let mut at = from;
    loop {
        if let Some(begin) = path.iter().position(|(point, _)| *point == at) {
            return path.split_off(begin);
        }
        // Prefer edges that lead to another menu.
        let edges = graph.edges(at);
        let on = edges
            .iter()
            .find(|edge| point_of(edge).is_some_and(|to| to != at))
            .or(edges.first());
        let Some((edge, to)) = on.and_then(|edge| Some((edge, point_of(edge)?))) else {
            return Vec::new();
        };
        path.push((at, edge));
        at = to;
    }
}

fn spread(graph: &Graph<'_, '_>, from: Point, reached: &mut FxHashSet<Point>) {
    let mut open = vec![from];
    while let Some(point) = open.pop() {
        if reached.insert(point) {
            open.extend(graph.edges(point).iter().filter_map(point_of));
        }
    }
}

/// ```text
/// _ => say "Pardon?" then repeat                   // and again, and again
/// silence => goto b                                // whose silence leads back here
/// ```
fn check_loops(graph: &Graph<'_, '_>, trapped: &FxHashSet<Point>, errors: &mut Errors) {
    // A branch in two loops is one mistake; report the shorter loop.
    let mut blamed = FxHashSet::default();
    let mut cycles = idle_cycles(graph);
    cycles.sort_by_key(Vec::len);
    for cycle in cycles {
        let branches: Vec<_> = cycle
            .iter()
            .map(|(_, edge)| std::ptr::from_ref(edge.branch))
            .collect();
        let told = branches.iter().any(|branch| blamed.contains(branch))
            || cycle.iter().any(|(point, _)| trapped.contains(point));
        blamed.extend(branches);
        if !told {
            report_loop(graph, &cycle, errors);
        }
    }
}

fn report_loop(graph: &Graph<'_, '_>, cycle: &[(Point, &Edge<'_, '_>)], errors: &mut Errors) {
    let all = |cause: Cause| cycle.iter().all(|(_, edge)| edge.cause == cause);
    // If one `_` handles both, silence and wrong keys are in the same loop.
    let both = cycle.iter().all(|(from, edge)| {
        [Cause::Silence, Cause::WrongKey].iter().all(|cause| {
            let mut ways = graph.edges(*from).iter();
            ways.any(|way| {
                way.cause == *cause
                    && std::ptr::eq(way.branch, edge.branch)
                    && point_of(way) == point_of(edge)
            })
        })
    });
    let (who, pattern) = if both {
        ("a caller who says nothing or presses wrong keys", "_")
    } else if all(Cause::Silence) {
        ("a silent caller", "silence")
    } else if all(Cause::WrongKey) {
        ("a caller who presses wrong keys", "_")
    } else {
        ("a caller who makes no choice", "_")
    };
    let Some((at, closing)) = cycle.last() else {
        return;
    };
    let step = match closing.to {
        End::Point(_, Some(step)) => step,
        _ => closing.branch.place,
    };
    let at = graph.model.state(at.state);
    let report = Report::new(step, format!("{who} loops forever"))
        .about(at.name)
        .note(graph.path(cycle));
    let retried = cycle
        .iter()
        .any(|(point, _)| point.attempt > 0 || point.silences > 0);
    errors.report(if retried {
        report.help("let the action after `else` end the call")
    } else if !at.is_menu() {
        // Only a menu can be retried.
        report.help("let one of these branches end the call: `hangup`")
    } else {
        report.help(format!(
            "end it after some attempts: `{pattern} => retry(2) else say \"..\"`"
        ))
    });
}

/// Loops of edges that no caller chooses: every such loop shares an edge with one of these.
fn idle_cycles<'g, 'm, 'a>(graph: &'g Graph<'m, 'a>) -> Vec<Vec<(Point, &'g Edge<'m, 'a>)>> {
    let mut cycles = Vec::new();
    let mut done = FxHashSet::default();
    for &root in &graph.points {
        // The path from the root, and for each point on it the edges not yet tried.
        let mut path: Vec<(Point, &Edge<'m, 'a>)> = Vec::new();
        let mut open = vec![(root, graph.edges(root).iter())];
        if done.contains(&root) {
            continue;
        }
        while let Some((point, ways)) = open.last_mut() {
            let point = *point;
            let Some(edge) = ways.by_ref().find(|edge| edge.cause.is_idle()) else {
                done.insert(point);
                open.pop();
                path.pop();
                continue;
            };
            let Some(to) = point_of(edge) else { continue };
            if let Some(begin) = open.iter().position(|(on_path, _)| *on_path == to) {
                let mut cycle = path[begin..].to_vec();
                cycle.push((point, edge));
                cycles.push(cycle);
            } else if !done.contains(&to) {
                path.push((point, edge));
                open.push((to, graph.edges(to).iter()));
            }
        }
    }
    cycles
}
