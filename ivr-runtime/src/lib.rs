//! Phone menus for the 8x8 Voice platform: what [`ivr!`] expands to runs on this.
//!
//! A program declares its tree with [`ivr!`] and ends with one line, [`run`]: that is
//! the whole command line, the server included. The rest is for whoever looks inside.
//!
//! The way of an event, from the outside in:
//!
//! - [`cli`]: the commands `serve` and `tree`, and what a tree's own options hang on
//! - [`server`]: HTTP, its bounds and its end; runs look-ups and gives up on them in time
//! - [`store`]: what outlives the process, in SQLite or PostgreSQL
//! - [`journal`]: what every call did, and the answers that repeated events get again
//! - [`client`]: the platform's API: places calls, registers webhooks, lists voices
//! - [`simulator`]: the platform without the platform, for phones and tests
//! - [`phone`]: a phone in the terminal
//! - [`wire`]: the platform's JSON documents as types
//! - [`route()`]: from an event to what the tree makes of it, without input or output
//! - [`Tree`]: what `ivr!` makes of a menu tree, with its [`Reply`] and its [`Turn`]
//! - [`Input`], [`Key`], [`Outcome`]: what a caller or a second leg can answer
//! - [`Call`], [`Msisdn`]: what a look-up may know of the call
//! - [`Description`], [`Outline`]: the tree as data, and as text
//! - [`manifest`]: what of a tree the calls in flight depend on, for deploys

mod call;
pub mod cli;
pub mod client;
pub mod description;
mod dtmf;
pub mod journal;
pub mod manifest;
mod msisdn;
mod outline;
pub mod phone;
mod redact;
mod route;
pub mod server;
pub mod simulator;
pub mod store;
mod tree;
pub mod wire;

pub use call::{Call, Direction};
/// The command-line parser, so that an application's options need no dependency of their own.
pub use clap;
pub use cli::{Application, run};
pub use description::{
    ArmDescription, BranchDescription, Description, EnterBy, StateDescription, StateKind,
    StepDescription, Trigger,
};
pub use dtmf::{Input, Key, Outcome};
pub use ivr_macros::ivr;
pub use msisdn::{Msisdn, MsisdnError};
pub use outline::Outline;
pub use route::{Found, Routed, route};
pub use tree::{Failure, PhoneNumber, Reply, Tree, Turn};

// The tests' tree names this crate as its users do.
#[cfg(test)]
extern crate self as ivr_runtime;

#[cfg(test)]
#[path = "../tests/common/tree.rs"]
mod fixture;
