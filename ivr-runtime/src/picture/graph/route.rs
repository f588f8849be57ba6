//! Routes the edges: where they leave and arrive, and how jumps avoid nodes in
//! between.

use std::collections::BTreeMap;

use super::place::{Place, Placed};
use super::{Graph, Kind};

/// Gap between a jump and the nodes that it passes.
const MARGIN: f64 = 7.0;
/// Distance of a jump below its node.
const LANE: f64 = 9.0;

/// A route: a straight start, and a curve to each further point.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) points: Vec<(f64, f64)>,
    /// The point where it first leaves downwards, before `points`.
    pub(super) drop: Option<(f64, f64)>,
}

/// The route of each edge, in order.
pub(super) fn route(graph: &Graph, placed: &Placed) -> Vec<Way> {
    let columns = Columns::new(placed);
    let mut ways: Vec<Way> = graph
        .edges
        .iter()
        .map(|edge| {
            let (from, to) = (&placed.nodes[edge.from], &placed.nodes[edge.to]);
            if edge.jump {
                columns.jump(from, to)
            } else {
                // Straight past the labels, so that no edge crosses another's label.
                let labels = placed.before(to.column);
                Way {
                    points: vec![(from.right(), from.y), (labels, to.y), (to.x, to.y)],
                    drop: None,
                }
            }
        })
        .collect();
    ports(graph, placed, &mut ways);
    ways
}

/// The occupied ranges of each column, from top to bottom; neighbours without room between them are merged.
struct Columns<'a> {
    placed: &'a Placed,
    taken: Vec<Vec<(f64, f64)>>,
}

impl<'a> Columns<'a> {
    fn new(placed: &'a Placed) -> Self {
        let mut places: Vec<&Place> = placed.nodes.iter().collect();
        places.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let mut taken: Vec<Vec<(f64, f64)>> = vec![Vec::new(); placed.columns.len()];
        for place in places {
            let (top, bottom) = (place.top() - MARGIN, place.bottom() + MARGIN);
            match taken[place.column].last_mut() {
                Some(last) if top < last.1 => last.1 = last.1.max(bottom),
                _ => taken[place.column].push((top, bottom)),
            }
        }
        Self { placed, taken }
    }

    /// The free height nearest to `y` in a column.
    fn free(&self, column: usize, y: f64) -> f64 {
        let taken = &self.taken[column];
        let above = taken.partition_point(|(top, _)| *top < y);
        match above.checked_sub(1).and_then(|at| taken.get(at)) {
            Some((top, bottom)) if y < *bottom => {
                if y - top < bottom - y {
                    *top
                } else {
                    *bottom
                }
            }
            _ => y,
        }
    }

    fn jump(&self, from: &Place, to: &Place) -> Way {
        let lane = from.bottom() + LANE;
        let back = to.column < from.column;
        let mut points = if back || to.column == from.column {
            vec![
                (from.x - 2.0, lane),
                (self.placed.before(from.column), lane),
            ]
        } else {
            vec![(from.right(), from.y)]
        };
        let mut y = if back { lane } else { from.y };
        let mut pass = |points: &mut Vec<(f64, f64)>, column: usize| {
            y = self.free(column, y);
            let (left, right) = (self.placed.before(column), self.placed.columns[column].1);
            points.extend(if back {
                [(right + 4.0, y), (left, y)]
            } else {
                [(left, y), (right + 4.0, y)]
            });
        };
        if back {
            for column in (to.column + 1..from.column).rev() {
                pass(&mut points, column);
            }
            points.push((to.right(), to.y));
        } else {
            for column in from.column + 1..to.column {
                pass(&mut points, column);
            }
            points.push((to.x, to.y + 9.0));
        }
        let drop = (to.column <= from.column).then(|| (from.x + 18.0, from.bottom()));
        Way { points, drop }
    }
}

/// Spreads the edges on the right side of each node, in the order of their heights further
/// right, so that none cross before the next column.
fn ports(graph: &Graph, placed: &Placed, ways: &mut [Way]) {
    // For each node: the height further right, the edge, and whether it arrives.
    let mut sides: BTreeMap<usize, Vec<(f64, usize, bool)>> = BTreeMap::new();
    for (at, (edge, way)) in graph.edges.iter().zip(ways.iter()).enumerate() {
        let (from, to) = (&placed.nodes[edge.from], &placed.nodes[edge.to]);
        if !edge.jump {
            let side = sides.entry(edge.from).or_default();
            side.push((to.y, at, false));
        } else if to.column < from.column
            && let [.., before, _] = way.points.as_slice()
        {
            sides.entry(edge.to).or_default().push((before.1, at, true));
        }
    }
    for (node, mut side) in sides {
        side.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Neighbouring jumps share an arrival point.
        let mut slots: Vec<usize> = Vec::new();
        for (at, (_, _, arrives)) in side.iter().enumerate() {
            let joined = at > 0 && *arrives && side[at - 1].2;
            let next = slots.last().map_or(0, |last| last + usize::from(!joined));
            slots.push(next);
        }
        let count = slots.last().map_or(1, |last| last + 1);
        let place = &placed.nodes[node];
        let room = match graph.nodes[node].kind {
            // All edges leave at its corner.
            Kind::Lookup { .. } => 0.0,
            _ => (place.figure.height - 24.0).max(0.0),
        };
        let step = (room / count as f64).min(15.0);
        for ((_, at, arrives), slot) in side.iter().zip(&slots) {
            let y = place.y + (*slot as f64 - (count - 1) as f64 / 2.0) * step;
            let points = &mut ways[*at].points;
            let end = if *arrives { points.len() - 1 } else { 0 };
            points[end].1 = y;
        }
    }
}
