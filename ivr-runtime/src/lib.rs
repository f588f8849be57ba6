//! Phone menus for 8x8, Twilio, jambonz and SIP: declared with [`ivr!`], checked by the compiler, and served by this crate.
//!
//! ```
//! use ivr_runtime::{Call, ivr, testing};
//!
//! ivr! {
//!     /// The phone menu of a shop.
//!     tree Shop(call: &Call) {
//!         voice: "en-US-BenjaminRUS",
//!     }
//!
//!     start menu main_menu {
//!         "Welcome to the shop. To be called back press 1, for our address press 2."
//!
//!         1 => match call.caller() {
//!             Some(_) => say "We will call you within the hour.",
//!             None => menu withheld {
//!                 "Your number is withheld. To hear our address press 1, to go back press 2."
//!
//!                 1 => goto address,
//!                 2 => back,
//!             },
//!         },
//!         2 => menu address {
//!             "Twelve, Old Mill Lane. To hear it again press 1."
//!
//!             1 => repeat,
//!         }
//!     }
//!
//!     _ => say "Good bye.",
//! }
//!
//! // In a test, without a port or an account:
//! testing::call::<Shop>(&())
//!     .hears("Welcome to the shop.")
//!     .presses('1')
//!     .hears_exactly("We will call you within the hour.")
//!     .ends()
//!     .run();
//! ```
//!
//! If the prompt offered key 3, or did not mention key 2, this would not compile. With one line of `main`,
//! [`ivr_runtime::run::<Shop>()`](run), it is a program: `cargo run` answers the carriers' webhooks, `cargo run -- phone`
//! calls the menu from the terminal, and `cargo run -- --help` lists the rest.
//!
//! # Guides
//!
//! - [Your first menu](guide::first_menu), from `cargo new` to three levels with a lookup
//! - [From the vendor's Python sample](guide::from_python)
//! - [Set up your editor](guide::editor)
//! - [Test your menu](guide::testing)
//! - [Go live](guide::go_live)
//! - [Call it from a telephone](guide::telephone)
//! - [Go live with Twilio or jambonz](guide::carriers)
//! - [Run it in production](guide::production)
//! - [The language](language), element by element
//!
//! # Inside
//!
//! An event comes in at the [`server`], a [`carrier`] reads it, the [`engine`] asks the tree what the call does
//! next, the carrier writes the reply, and the [`journal`] records the step. `ARCHITECTURE.md` in this crate's folder
//! describes every room and what each may import.
//!
//! # Features
//!
//! All except `sip` are on by default. The server, the journal and [`testing`] are always included.
//!
//! | feature | provides |
//! | --- | --- |
//! | `client` | [`Client`](carrier::eight_by_eight::client), [`phone`], `Simulator`, and the commands `call`, `webhooks`, `voices`, `trigger`, `phone` |
//! | `pages` (needs `client`) | `Server::with_pages`, which `serve` uses on the admin address |
//! | `postgres` | [`store::Database::Postgres`]; without it, such a URL is refused |
//! | `sip` (needs `client`) | the SIP telephone: `serve --sip`, and the command `sip` |
//! | `sqlite` | databases in a file or in memory; without it, [`store::Store::open`] refuses them |
//!
//! Without `sqlite` and `postgres` there is no store. A [`Server`](server::Server) then answers without a
//! journal; the command `serve` needs a database, and refuses to start.

mod application;
pub mod carrier;
mod cli;
#[doc(hidden)]
pub mod editor;
pub mod engine;
pub mod guide;
pub mod hours;
pub mod journal;
pub mod language;
mod logging;
mod menu;
mod net;
#[cfg(feature = "pages")]
mod pages;
mod picture;
mod practice;
pub mod server;
pub mod speech;
pub mod store;

pub use application::{Application, Listing, NoOptions, Table};
/// The command-line parser, so that an application's options need no dependency of their own.
pub use clap;
pub use cli::run;
pub use hours::{Clock, Hours};
/// Declares a phone menu tree, checks it, and compiles it to a router.
///
/// [`language`] is its reference, and
/// `ivr-macros/ERRORS.md` lists every error. A tree named `Shop` expands to:
///
/// - `enum Shop`, with a variant for each menu and transfer, and for each attempt of a `retry`;
/// - `Shop::next`, a `const fn` that is one exhaustive `match` on the state and the input;
/// - an implementation of [`Tree`], which the server, the simulator and the tests run;
/// - `enum ShopLookup`, the `match` expressions and transfers that ask the application first.
///
/// The tree's expressions may use its parameters: `call: &Call`, and one of the
/// application's own, by shared reference.
///
/// ```
/// use ivr_runtime::{Input, Key, Tree, Turn, ivr};
///
/// ivr! {
///     /// A shop that is always closed.
///     tree Shop {
///         voice: "en-US-BenjaminRUS",
///     }
///
///     start menu main_menu {
///         "For sales press 1, for support press 2."
///
///         1 => say "Sales is closed.",
///         2 => menu support {
///             "To hear our address press 1, to go back press 2."
///
///             1 => say "Twelve, Old Mill Lane.",
///             2 => back,
///         }
///         _ => retry(2) "Please press 1 or 2." else say "Good bye.",
///     }
/// }
///
/// let Turn::Reply(reply) = Shop::START.next(Input::Key(Key::Two)) else { panic!() };
/// assert_eq!(reply.next(), Some(Shop::Support));
///
/// // Wrong keys are three in all: then the call is over.
/// let mut state = Shop::START;
/// for attempt in [Shop::MainMenuAttempt1, Shop::MainMenuAttempt2] {
///     let Turn::Reply(reply) = state.next(Input::Key(Key::Nine)) else { panic!() };
///     assert_eq!(reply.next(), Some(attempt));
///     state = attempt;
/// }
/// let Turn::Reply(reply) = state.next(Input::Silence) else { panic!() };
/// assert_eq!(reply.next(), None);
/// ```
///
/// A tree with a mistake does not compile:
///
/// ```compile_fail
/// ivr_runtime::ivr! {
///     tree Shop { voice: "en-US-BenjaminRUS" }
///
///     start menu main_menu {
///         "For sales press 1, for support press 2."
///         1 => say "Sales is closed.",
///         // error: prompt offers key `2` ("press 2"), but menu `main_menu` has no branch for it
///     }
///     _ => hangup,
/// }
/// ```
pub use ivr_macros::ivr;
/// Declares parts of trees outside of a tree, for the trees of other modules.
///
/// A part is an action with parameters: of kind `text`, `action`, `menu` (a name for `goto`) or
/// `expr` (any Rust expression). A tree that uses parts of other modules begins with a `use` of
/// each. Names in a part mean what they mean in the tree: the tree's parameters, and the types
/// that are in scope there.
///
/// ```standalone_crate
/// mod billing {
///     ivr_runtime::ivr_part! {
///         /// Pays what is due.
///         pub(crate) part pay(amount: expr, done: menu) => match shop.charge(amount) {
///             true => say "Paid, thank you.",
///             false => menu refused {
///                 "Your card was refused. To try again press 1, to go back press 2."
///                 1 => goto done,
///                 2 => goto done,
///             }
///         }
///     }
/// }
///
/// struct Shop;
///
/// impl Shop {
///     fn charge(&self, amount: u32) -> bool {
///         amount < 100
///     }
/// }
///
/// ivr_runtime::ivr! {
///     use crate::billing::pay;
///
///     tree Kiosk(shop: &Shop) { voice: "en-US-BenjaminRUS" }
///
///     start menu main_menu {
///         "To pay ten press 1, to pay twenty press 2."
///         1 => pay(10, done: main_menu) as ten,
///         2 => pay(20, done: main_menu) as twenty,
///         _ => say "Good bye.",
///     }
/// }
///
/// fn main() {
///     // Each use has states of its own.
///     assert_ne!(Kiosk::TenRefused, Kiosk::TwentyRefused);
/// }
/// ```
pub use ivr_macros::ivr_part;
pub use menu::{
    ArmDescription, BranchDescription, Call, Description, Digits, DigitsError, Direction, EnterBy,
    Failure, Input, Key, Msisdn, MsisdnError, Outcome, PhoneNumber, RecordingDescription, Reply,
    StateDescription, StateKind, StepDescription, Tree, Trigger, Turn, ValueDescription,
    description, manifest, reply,
};
pub use picture::{Graph, Outline};
#[cfg(feature = "client")]
pub use practice::phone;
pub use practice::testing;
/// The database library, so that an application's queries need no dependency of their own.
pub use sqlx;

/// For the code that `ivr!` writes, and for nobody else: it may change with any release.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::engine::values::{NoValues, keep, kept, remembered};
    pub use crate::menu::description::read as description;
}

// The tests' tree names this crate as its users do.
#[cfg(test)]
extern crate self as ivr_runtime;

#[cfg(test)]
#[path = "../tests/common/tree.rs"]
mod fixture;

#[cfg(test)]
mod architecture_tests;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
