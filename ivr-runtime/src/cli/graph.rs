//! The command `graph`: the tree as a diagram.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{outline, print};
use crate::menu::Description;
use crate::picture::Graph;

/// The flags of `graph`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    graph > menu.svg                       for a browser or a README\n  \
    graph --format dot | dot -Tpdf -O      for Graphviz\n  \
    graph --format mermaid                 for a `mermaid` block of Markdown")]
pub(super) struct GraphArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Svg)]
    format: Format,
}

/// The format of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// SVG image
    Svg,
    /// Graphviz source
    Dot,
    /// Mermaid source
    Mermaid,
    /// The outline that `tree` prints
    Text,
}

/// Prints the diagram.
pub(super) fn graph(description: &Description, args: &GraphArgs) -> ExitCode {
    let graph = Graph::new(description);
    match args.format {
        Format::Svg => print(&graph.svg()),
        Format::Dot => print(&graph.dot()),
        Format::Mermaid => print(&graph.mermaid()),
        Format::Text => outline(description),
    }
}
