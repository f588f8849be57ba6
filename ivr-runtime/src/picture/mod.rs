//! The menu tree for people: a drawing, and an outline in text. Made from its description alone.

pub(crate) mod graph;
mod outline;

pub use graph::Graph;
pub use outline::Outline;
