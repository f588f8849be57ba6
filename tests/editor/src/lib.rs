//! Tests rust-analyzer in a tree: see `tests/editor`.
