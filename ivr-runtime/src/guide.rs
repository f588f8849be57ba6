//! Guides: from a first menu to one that answers a number.
//!
//! - [`first_menu`]: from `cargo new` to a menu of three levels with a lookup
//! - [`from_python`]: the vendor's tutorial side by side with `ivr!`
//! - [`editor`]: completion, formatting, outline and renaming in VS Code, Helix, Neovim and Zed
//! - [`testing`]: test calls, full edge coverage and stopped clocks in `cargo test`
//! - [`go_live`]: account, secret, URL, webhooks, the first call, and how to roll back
//! - [`carriers`]: the same for Twilio and jambonz; what each carrier lacks
//! - [`production`]: sizing, several servers, what happens when one dies, deploys, backups, alerts
//! - [`telephone`]: calls over SIP, from a softphone or a trunk
//!
//! The guides are files in the folder `guide` of this crate. Their links use reference labels: each file ends with
//! definitions for the repository, and the definitions for rustdoc, before the file, take precedence.

/// [first_menu]: crate::guide::first_menu
/// [go_live]: crate::guide::go_live
/// [language]: crate::language
/// [testing]: crate::guide::testing
#[doc = include_str!("../guide/from_python.md")]
pub mod from_python {}

/// [from_python]: crate::guide::from_python
/// [go_live]: crate::guide::go_live
/// [language]: crate::language
/// [store]: crate::store
/// [testing]: crate::guide::testing
#[doc = include_str!("../guide/first_menu.md")]
pub mod first_menu {}

/// [fmt]: https://docs.rs/ivr-fmt
/// [menus]: crate::language#menus
#[doc = include_str!("../guide/editor.md")]
pub mod editor {}

/// [caller]: crate::practice::testing::Caller
/// [clock]: crate::hours::Clock
/// [first_menu]: crate::guide::first_menu
/// [go_live]: crate::guide::go_live
/// [kit]: crate::practice::testing
/// [manifest]: crate::menu::manifest
/// [store]: crate::store
#[doc = include_str!("../guide/testing.md")]
pub mod testing {}

/// [reload]: crate::guide::production
/// [remembered]: crate::language#what-a-call-remembers
/// [testing]: crate::guide::testing
#[doc = include_str!("../guide/go_live.md")]
pub mod go_live {}

/// [go_live]: crate::guide::go_live
#[doc = include_str!("../guide/carriers.md")]
pub mod carriers {}

/// [go_live]: crate::guide::go_live
#[doc = include_str!("../guide/production.md")]
pub mod production {}

#[doc = include_str!("../guide/telephone.md")]
pub mod telephone {}
