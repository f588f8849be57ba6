//! Output for Mermaid: a `flowchart`, for a Markdown block of that name.

use std::fmt::Write;

use super::{Graph, Kind};

pub(super) fn write(graph: &Graph) -> String {
    let mut mermaid = String::from("flowchart LR\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let (open, close) = match node.kind {
            Kind::Menu { .. } | Kind::Retry { .. } => ("[", "]"),
            Kind::Lookup { .. } => ("{", "}"),
            Kind::Transfer { .. } => ("([", "])"),
            Kind::Message { .. } => ("(", ")"),
            Kind::Heading(_) => (">", "]"),
        };
        // Writing to a string can't fail.
        let _ = writeln!(mermaid, "  n{at}{open}{}{close}", quoted(&node.full_text()));
    }
    for edge in &graph.edges {
        let line = if edge.jump { "-.->" } else { "-->" };
        let label = if edge.label.is_empty() {
            String::new()
        } else {
            format!("|{}|", quoted(&edge.label))
        };
        let _ = writeln!(mermaid, "  n{} {line}{label} n{}", edge.from, edge.to);
    }
    for level in 0..=graph.levels() {
        let nodes = graph.nodes.iter().enumerate();
        let nodes: Vec<_> = nodes
            .filter(|(_, node)| node.state.is_some() && node.level == level)
            .map(|(at, _)| format!("n{at}"))
            .collect();
        if !nodes.is_empty() {
            let colour = COLOURS[level % COLOURS.len()];
            let _ = writeln!(
                mermaid,
                "  classDef level{level} fill:{colour},color:#1d2433\n  class {} level{level}",
                nodes.join(",")
            );
        }
    }
    mermaid
}

const COLOURS: [&str; 6] = [
    "#e6edfc", "#def3ef", "#fcefd6", "#fbe5ec", "#eee7fb", "#e7f3db",
];

/// Escapes a text for Mermaid: special characters become character references.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("#quot;"),
            '#' => quoted.push_str("#35;"),
            '<' => quoted.push_str("#lt;"),
            '>' => quoted.push_str("#gt;"),
            '`' => quoted.push_str("#96;"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
