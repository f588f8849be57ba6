//! What rust-analyzer knows of a tree: see `tests/editor`.
