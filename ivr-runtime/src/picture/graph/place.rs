//! Places the nodes: one column per step from the start, and source order within a column.
//! Tree edges never cross; each subtree moves up as far as there is
//! room.

use super::figure::{Figure, figure};
use super::measure::{Face, width};
use super::{Graph, Kind, Then};

/// Gap between siblings in a column.
const GAP: f64 = 14.0;
/// Gap between nodes with different parents.
const WIDE_GAP: f64 = 26.0;
/// Gap between columns, in addition to the labels.
const BETWEEN: f64 = 58.0;

/// The layout.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) nodes: Vec<Place>,
    /// The left and right edge of each column.
    pub(super) columns: Vec<(f64, f64)>,
    /// The width of the widest label before each column.
    pub(super) labels: Vec<f64>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A placed node.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) figure: Figure,
    pub(super) column: usize,
    pub(super) x: f64,
    /// The centre.
    pub(super) y: f64,
}

impl Placed {
    /// The left edge of the labels before a column.
    pub(super) fn before(&self, column: usize) -> f64 {
        self.columns[column].0 - 20.0 - self.labels[column]
    }
}

impl Place {
    pub(super) fn top(&self) -> f64 {
        self.y - self.figure.height / 2.0
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.figure.height / 2.0
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.figure.width
    }
}

/// Places all nodes next to and below a header of this width and height.
pub(super) fn place(graph: &Graph, head: (f64, f64)) -> Placed {
    let mut children = vec![Vec::new(); graph.nodes.len()];
    let mut is_root = vec![true; graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| !edge.jump) {
        children[edge.from].push(edge.to);
        is_root[edge.to] = false;
    }
    let mut placer = Placer {
        graph,
        children,
        nodes: graph.nodes.iter().map(Place::new).collect(),
    };
    let mut whole = Outline::default();
    let roots: Vec<usize> = (0..graph.nodes.len()).filter(|&at| is_root[at]).collect();
    let apart: Vec<bool> = (0..graph.nodes.len())
        .map(|at| matches!(graph.nodes[at].kind, Kind::Heading(_)) && !placer.leads_to_a_state(at))
        .collect();
    let apart = |at: &usize| apart[*at];
    for root in roots.iter().copied().filter(|root| !apart(root)) {
        let own = placer.subtree(root, 0);
        let shift = whole.clearance(&own, 2.0 * WIDE_GAP);
        placer.shift(root, shift);
        whole.join(&own, shift);
    }
    // Separate trees are placed side by side at the bottom.
    let mut apart = roots.into_iter().filter(apart);
    while let Some(root) = apart.next() {
        let mut row = vec![(root, placer.subtree(root, 0))];
        if row[0].1.edges.len() <= 2
            && whole.edges.len() > 3
            && let Some(root) = apart.next()
        {
            row.push((root, placer.subtree(root, 2)));
        }
        let shift = row.iter().map(|(_, own)| {
            let clear = whole.clearance(own, 2.0 * WIDE_GAP);
            clear.max(whole.lowest() - own.lowest())
        });
        let shift = shift.fold(0.0, f64::max);
        for (root, own) in row {
            placer.shift(root, shift);
            whole.join(&own, shift);
        }
    }
    placer.columns(head)
}

impl Place {
    fn new(node: &super::Node) -> Self {
        Self {
            figure: figure(node),
            column: 0,
            x: 0.0,
            y: 0.0,
        }
    }
}

/// The upper and lower edge of a subtree, column by column, from `first` on.
#[derive(Clone, Debug, Default)]
struct Outline {
    first: usize,
    edges: Vec<(f64, f64)>,
}

impl Outline {
    /// How far `other` must move down to be below this one, with a gap.
    fn clearance(&self, other: &Self, gap: f64) -> f64 {
        let below = self.edges.iter().enumerate().filter_map(|(at, (_, low))| {
            let at = (self.first + at).checked_sub(other.first)?;
            Some(low + gap - other.edges.get(at)?.0)
        });
        below.reduce(f64::max).unwrap_or(0.0)
    }

    fn lowest(&self) -> f64 {
        self.edges.iter().map(|(_, low)| *low).fold(0.0, f64::max)
    }

    fn join(&mut self, other: &Self, shift: f64) {
        if self.edges.is_empty() {
            self.first = other.first;
        }
        for (at, (top, low)) in other.edges.iter().enumerate() {
            let moved = (top + shift, low + shift);
            match self.edges.get_mut(other.first + at - self.first) {
                Some(mine) => *mine = (mine.0.min(moved.0), mine.1.max(moved.1)),
                None => self.edges.push(moved),
            }
        }
    }
}

struct Placer<'a> {
    graph: &'a Graph,
    children: Vec<Vec<usize>>,
    nodes: Vec<Place>,
}

impl Placer<'_> {
    /// Places a node at height 0, and its subtree around it.
    ///
    /// Recursive, as deep as menus are nested; the macro allows at most 500 levels.
    fn subtree(&mut self, at: usize, column: usize) -> Outline {
        self.nodes[at].column = column;
        self.nodes[at].y = 0.0;
        let mut below = Outline::default();
        let mut middles = Vec::new();
        for child in self.children[at].clone() {
            let own = self.subtree(child, column + 1);
            let leaf = self.children[child].is_empty();
            let gap = if leaf { GAP } else { WIDE_GAP };
            let shift = below.clearance(&own, gap);
            self.shift(child, shift);
            below.join(&own, shift);
            middles.push(self.nodes[child].y);
        }
        if let (Some(first), Some(last)) = (middles.first(), middles.last()) {
            self.nodes[at].y = f64::midpoint(*first, *last);
        }
        let place = &self.nodes[at];
        // The edge back from here runs below it.
        let lane = if self.jumps(at) { 16.0 } else { 0.0 };
        let mut outline = Outline {
            first: column,
            edges: vec![(place.top(), place.bottom() + lane)],
        };
        outline.join(&below, 0.0);
        outline
    }

    fn leads_to_a_state(&self, at: usize) -> bool {
        let mut below = vec![at];
        while let Some(at) = below.pop() {
            if self.graph.nodes[at].state.is_some() {
                return true;
            }
            below.extend(&self.children[at]);
        }
        false
    }

    fn jumps(&self, at: usize) -> bool {
        match &self.graph.nodes[at].kind {
            Kind::Message { then, .. } => matches!(then, Then::Jump(..)),
            kind => matches!(kind, Kind::Retry { .. }),
        }
    }

    fn shift(&mut self, at: usize, by: f64) {
        let mut moved = vec![at];
        while let Some(at) = moved.pop() {
            self.nodes[at].y += by;
            moved.extend(&self.children[at]);
        }
    }

    /// Places the columns from left to right, and shifts everything below 0.
    fn columns(mut self, head: (f64, f64)) -> Placed {
        let count = self.nodes.iter().map(|place| place.column).max();
        let count = count.map_or(0, |last| last + 1);
        let mut widths = vec![0.0_f64; count];
        for place in &self.nodes {
            widths[place.column] = widths[place.column].max(place.figure.width);
        }
        let mut labels = vec![0.0_f64; count + 1];
        for edge in self.graph.edges.iter().filter(|edge| !edge.jump) {
            let label = chip_width(&shown(&edge.label));
            let column = self.nodes[edge.to].column;
            labels[column] = labels[column].max(label);
        }
        let mut columns = Vec::new();
        let mut x = 0.0;
        for (at, width) in widths.iter().enumerate() {
            if at > 0 {
                x += BETWEEN + labels[at];
            }
            columns.push((x, x + width));
            x += width;
        }
        for place in &mut self.nodes {
            place.x = columns[place.column].0;
        }
        // Only nodes below the header must avoid it.
        let top = |place: &Place| place.top() - if place.x < head.0 { head.1 } else { 0.0 };
        let top = self.nodes.iter().map(top).reduce(f64::min).unwrap_or(0.0);
        for place in &mut self.nodes {
            place.y -= top;
        }
        let height = self.nodes.iter().map(Place::bottom).fold(0.0, f64::max);
        Placed {
            nodes: self.nodes,
            columns,
            labels,
            width: x + 12.0,
            height: height + 12.0,
        }
    }
}

/// A label as drawn: without the enum's name, which says little next to its variants.
pub(super) fn shown(label: &str) -> String {
    if label == "_" {
        return "other".to_owned();
    }
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let parts = super::one_line(label);
    let parts = parts.split(" | ").map(|part| match part.rsplit_once("::") {
        Some((path, variant)) if plain(&path.replace("::", "")) => variant,
        _ => part,
    });
    parts.collect::<Vec<_>>().join(" | ")
}

/// The width of a label's box.
pub(super) fn chip_width(label: &str) -> f64 {
    if label.is_empty() {
        return 0.0;
    }
    (width(label, 11.0, Face::Mono) + 12.0).max(20.0)
}
