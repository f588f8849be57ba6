//! The platforms that calls come from, a folder each.
//!
//! What is in such a folder is known nowhere else: how the platform's events and our answers are written,
//! what its API takes, how it shows who it is, and its simulator. Everything else speaks of
//! [events](crate::engine::Event) and states.

pub mod eight_by_eight;
