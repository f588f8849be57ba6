//! What the compiler makes of a tree, in [`ui`](https://rustc-dev-guide.rust-lang.org/tests/ui.html) tests.
//!
//! - `ui/fail/TOPIC/NAME.rs` holds one mistake, and `NAME.stderr` beside it what the compiler says.
//! - `ui/pass/NAME.rs` is a program that runs, a test of its own.
//!
//! There is nothing in this library. The package is apart from the other tests because those that fail are compiled
//! in a project of their own, together with every dependency of this package.
