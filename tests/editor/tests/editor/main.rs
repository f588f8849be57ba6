//! Tests with rust-analyzer, driven as by an editor, in the restaurant's `main.rs` and in a tree with every construct.
//! No file is changed.

// Tests fail by panicking.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod completion;
mod names;
mod server;
mod speed;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use server::Server;
use support::Outcome;

/// The restaurant's tree.
const RESTAURANT: &str = include_str!("../../../../restaurant/src/main.rs");

/// A tree with languages, a part, a transfer, a range with a name and a value that is remembered.
const INN: &str = include_str!("inn.rs.txt");

/// Loading a workspace takes long, so all tests share a server.
static SERVER: Mutex<Option<Server>> = Mutex::new(None);

fn with_server(test: impl FnOnce(&mut Server)) -> Outcome {
    let programs = server::Programs::find()?;
    let mut server = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    test(server.get_or_insert_with(|| Server::start(&programs)));
    Ok(())
}

fn main() -> ExitCode {
    support::run(support::tests![
        completion::a_valid_tree_is_completed,
        completion::a_half_typed_tree_is_completed,
        names::names_lead_to_where_they_are_declared,
        names::names_are_found_and_renamed,
        names::words_are_explained_and_coloured,
        names::mistakes_are_reported_once,
        speed::errors_follow_what_is_typed,
    ])
}
