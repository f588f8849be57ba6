//! Renders the diagram as SVG. Colours and fonts are in the style sheet.

use std::fmt::{self, Write};

use super::figure::PADDING;
use super::place::{Place, Placed, chip_width, place, shown};
use super::route::{Way, route};
use super::{Edge, Graph, Kind, Node, Said, Then};

/// Margin around the diagram.
const MARGIN: f64 = 28.0;
/// Space for the name and the legend.
const HEAD: f64 = 112.0;
/// Number of colours for levels; then they repeat.
const COLOURS: usize = 6;

pub(crate) fn draw(graph: &Graph, style: Option<&str>) -> String {
    let legend = Legend::new(graph);
    let placed = place(graph, (legend.width(), HEAD - MARGIN));
    let ways = route(graph, &placed);
    let mut svg = String::new();
    // Writing to a string can't fail.
    let _ = write_all(&mut svg, graph, &placed, &ways, &legend, style);
    svg
}

fn write_all(
    svg: &mut String,
    graph: &Graph,
    placed: &Placed,
    ways: &[Way],
    legend: &Legend,
    style: Option<&str>,
) -> fmt::Result {
    let wide = placed.width.max(legend.width()) + 2.0 * MARGIN;
    let high = placed.height + 2.0 * MARGIN;
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="ivr-graph" viewBox="0 0 {wide:.0} {high:.0}" width="{wide:.0}" height="{high:.0}" role="img" aria-labelledby="ivr-graph-title ivr-graph-desc">
<title id="ivr-graph-title">{}</title>
<desc id="ivr-graph-desc">{}</desc>"#,
        escaped(&format!("The phone menu {}", graph.name)),
        escaped(&described(graph)),
    )?;
    if let Some(style) = style {
        writeln!(svg, "<style>\n{style}</style>")?;
    }
    writeln!(
        svg,
        r#"<rect class="paper" width="{wide:.0}" height="{high:.0}"/>
<text class="tree" x="{MARGIN}" y="46">{}</text>
<text class="doc" x="{MARGIN}" y="68">{}</text>"#,
        escaped(graph.name),
        escaped(graph.doc.lines().next().unwrap_or_default().trim()),
    )?;
    legend.write(svg)?;
    writeln!(svg, r#"<g transform="translate({MARGIN} {MARGIN})">"#)?;
    // Jumps are drawn below everything else.
    let edges = || graph.edges.iter().zip(ways);
    for (edge, way) in edges()
        .filter(|(edge, _)| edge.jump)
        .chain(edges().filter(|(edge, _)| !edge.jump))
    {
        write_edge(svg, edge, way)?;
    }
    for (at, (node, place)) in graph.nodes.iter().zip(&placed.nodes).enumerate() {
        write_node(svg, at, node, place)?;
    }
    svg.push_str("</g>\n</svg>\n");
    Ok(())
}

fn described(graph: &Graph) -> String {
    let count = |is: fn(&Kind) -> bool| graph.nodes.iter().filter(|n| is(&n.kind)).count();
    let menus = count(|kind| matches!(kind, Kind::Menu { .. }));
    let transfers = count(|kind| matches!(kind, Kind::Transfer { .. }));
    let lookups = count(|kind| matches!(kind, Kind::Lookup { .. }));
    format!(
        "From left to right, what callers hear and where each key leads. Menus: {menus}; lookups: \
         {lookups}; transfers: {transfers}. The command `tree` prints the same as text."
    )
}

/// The legend of colours and marks.
struct Legend {
    levels: usize,
    jumps: bool,
}

impl Legend {
    fn new(graph: &Graph) -> Self {
        Self {
            levels: graph.levels().min(COLOURS - 1),
            jumps: graph.edges.iter().any(|edge| edge.jump),
        }
    }

    fn width(&self) -> f64 {
        let levels = self.levels as f64 + 1.0;
        150.0 + levels * 38.0 + 110.0 + if self.jumps { 120.0 } else { 0.0 }
    }

    fn write(&self, svg: &mut String) -> fmt::Result {
        writeln!(
            svg,
            r#"<g class="legend" transform="translate({MARGIN} 92)"><text x="0" y="4">keys pressed to get there</text>"#
        )?;
        let mut x = 170.0;
        for level in 0..=self.levels {
            writeln!(
                svg,
                r#"<g class="l{level}"><rect class="body" x="{x}" y="-6" width="12" height="12" rx="3"/></g><text x="{}" y="4">{level}</text>"#,
                x + 17.0
            )?;
            x += 38.0;
        }
        x += 10.0;
        writeln!(
            svg,
            r#"<g class="l0"><circle class="end" cx="{x}" cy="0" r="5.5"/><circle class="stop" cx="{x}" cy="0" r="2.5"/></g><text x="{}" y="4">the call ends</text>"#,
            x + 11.0
        )?;
        if self.jumps {
            x += 100.0;
            writeln!(
                svg,
                r#"<g class="jump"><path class="way" d="M{x} 0h30"/></g><text x="{}" y="4">a jump</text>"#,
                x + 37.0
            )?;
        }
        svg.push_str("</g>\n");
        Ok(())
    }
}

fn write_edge(svg: &mut String, edge: &Edge, way: &Way) -> fmt::Result {
    let class = if edge.jump { "edge jump" } else { "edge" };
    write!(
        svg,
        r#"<g class="{class}" data-from="{}" data-to="{}""#,
        edge.from, edge.to
    )?;
    if !edge.on.is_empty() {
        write!(svg, r#" data-on="{}""#, escaped(&edge.on))?;
    }
    let mut points = way.points.iter().copied();
    let Some(mut at) = points.next() else {
        return writeln!(svg, "/>");
    };
    svg.push_str(r#"><path class="way" d=""#);
    if let Some((x, y)) = way.drop {
        write!(
            svg,
            "M{x:.1} {y:.1}C{x:.1} {:.1} {:.1} {:.1} ",
            at.1,
            x - 4.0,
            at.1
        )?;
        write!(svg, "{:.1} {:.1}", at.0, at.1)?;
    } else {
        write!(svg, "M{:.1} {:.1}", at.0, at.1)?;
    }
    let mut leftwards = false;
    for (x, y) in points {
        leftwards = x < at.0;
        // To a node in the same column, it turns round and arrives from the left.
        let turns = way.drop.is_some() && x > at.0;
        if turns {
            let out = at.0 - 20.0;
            write!(svg, "C{out:.1} {:.1} {out:.1} {y:.1} {x:.1} {y:.1}", at.1)?;
        } else if (y - at.1).abs() < 0.05 {
            write!(svg, "L{x:.1} {y:.1}")?;
        } else {
            let middle = f64::midpoint(at.0, x);
            write!(
                svg,
                "C{middle:.1} {:.1} {middle:.1} {y:.1} {x:.1} {y:.1}",
                at.1
            )?;
        }
        at = (x, y);
    }
    let (x, y) = at;
    let back = if leftwards { 7.0 } else { -7.0 };
    write!(
        svg,
        r#""/><path class="head" d="M{x:.1} {y:.1}l{back:.0} -4v8z"/>"#
    )?;
    if !edge.label.is_empty() {
        let label = shown(&edge.label);
        let wide = chip_width(&label);
        let left = x - 16.0 - wide;
        write!(
            svg,
            r#"<g class="chip"><rect x="{left:.1}" y="{:.1}" width="{wide:.1}" height="18" rx="9"/><text x="{:.1}" y="{:.1}">{}</text></g>"#,
            y - 9.0,
            left + wide / 2.0,
            y + 4.0,
            escaped(&label)
        )?;
    }
    svg.push_str("</g>\n");
    Ok(())
}

fn write_node(svg: &mut String, at: usize, node: &Node, place: &Place) -> fmt::Result {
    let kind = match node.kind {
        Kind::Menu { .. } => "menu",
        Kind::Lookup { .. } => "lookup",
        Kind::Transfer { .. } => "transfer",
        Kind::Retry { .. } => "retry",
        Kind::Message { .. } => "message",
        Kind::Heading(_) => "heading",
    };
    write!(
        svg,
        r#"<g class="node {kind} l{}" data-node="{at}""#,
        node.level % COLOURS
    )?;
    if let Some(state) = node.state {
        write!(svg, r#" data-state="{}""#, escaped(state))?;
    }
    if let Some([said, others @ ..]) = last_said(node) {
        write!(svg, r#" data-says="{}""#, escaped(said))?;
        if !others.is_empty() {
            let others = serde_json::json!(others).to_string();
            write!(svg, r#" data-else="{}""#, escaped(&others))?;
        }
    }
    let (x, top, figure) = (place.x, place.top(), &place.figure);
    let (wide, high) = (figure.width, figure.height);
    write!(svg, r#"><title>{}</title>"#, escaped(&node.full_text()))?;
    if kind == "lookup" {
        write!(
            svg,
            r#"<path class="body" d="M{x:.1} {y:.1}l{half:.1} {up:.1}l{half:.1} {down:.1}l{back:.1} {down:.1}z"/>"#,
            y = place.y,
            half = wide / 2.0,
            up = -high / 2.0,
            down = high / 2.0,
            back = -wide / 2.0,
        )?;
    } else {
        let round = if kind == "transfer" { high / 2.0 } else { 9.0 };
        write!(
            svg,
            r#"<rect class="body" x="{x:.1}" y="{top:.1}" width="{wide:.1}" height="{high:.1}" rx="{:.1}"/>"#,
            round.min(26.0)
        )?;
    }
    for row in &figure.rows {
        let left = if kind == "lookup" {
            wide / 2.0
        } else {
            PADDING
        };
        write!(
            svg,
            r#"<text class="{}" x="{:.1}" y="{:.1}">{}</text>"#,
            row.class,
            x + left,
            top + row.y,
            escaped(&row.text)
        )?;
    }
    if let Kind::Message {
        then: Then::End, ..
    } = node.kind
    {
        let (x, y) = (place.right(), place.y);
        write!(
            svg,
            r#"<circle class="end" cx="{x:.1}" cy="{y:.1}" r="5.5"/><circle class="stop" cx="{x:.1}" cy="{y:.1}" r="2.5"/>"#
        )?;
    }
    svg.push_str("</g>\n");
    Ok(())
}

/// Data for pages, to find the node by what the caller hears: its text in each language.
fn last_said(node: &Node) -> Option<&'static [&'static str]> {
    let Kind::Message { says, .. } = &node.kind else {
        return None;
    };
    says.iter().rev().find_map(|said| match said {
        Said::Text(texts) => Some(*texts),
        Said::File(played) => Some(played.urls),
        Said::Language(_) | Said::Value(..) => None,
    })
}

/// Escapes a text for an element or attribute. Drops characters that XML does not allow.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}
