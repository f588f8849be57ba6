//! Output for Graphviz: `dot -Tpdf menu.dot`.

use std::fmt::Write;

use super::{Graph, Kind};

pub(super) fn write(graph: &Graph) -> String {
    let mut dot = format!(
        "digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", \
         fontname=\"Helvetica\", fontsize=11, fillcolor=white];\n  edge [fontname=\"Helvetica\", \
         fontsize=10];\n",
        quoted(graph.name)
    );
    for (at, node) in graph.nodes.iter().enumerate() {
        let looks = match node.kind {
            Kind::Menu { .. } => format!(", fillcolor={}", colour(node.level)),
            Kind::Lookup { .. } => ", shape=diamond, style=filled".to_owned(),
            Kind::Transfer { .. } => format!(", shape=cds, fillcolor={}", colour(node.level)),
            Kind::Heading(_) => ", shape=plaintext".to_owned(),
            Kind::Message { .. } | Kind::Retry { .. } => String::new(),
        };
        let text = super::measure::wrap(&node.full_text(), 240.0, 12.0, super::measure::Face::Sans);
        // Writing to a string can't fail.
        let _ = writeln!(dot, "  n{at} [label={}{looks}];", quoted(&text.join("\n")));
    }
    for edge in &graph.edges {
        let looks = if edge.jump {
            ", style=dashed, constraint=false"
        } else {
            ""
        };
        let _ = writeln!(
            dot,
            "  n{} -> n{} [label={}{looks}];",
            edge.from,
            edge.to,
            quoted(&edge.label)
        );
    }
    dot.push_str("}\n");
    dot
}

fn colour(level: usize) -> &'static str {
    const COLOURS: [&str; 6] = [
        "\"#e6edfc\"",
        "\"#def3ef\"",
        "\"#fcefd6\"",
        "\"#fbe5ec\"",
        "\"#eee7fb\"",
        "\"#e7f3db\"",
    ];
    COLOURS[level % COLOURS.len()]
}

/// Escapes a text for Graphviz; `\n` is its line break.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}
