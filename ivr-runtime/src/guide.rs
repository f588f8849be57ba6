//! Guides: from a first menu to one that answers a number.
//!
//! - [`first_menu`]: from `cargo new` to a menu of three levels with a look-up
//! - [`from_python`]: the vendor's tutorial side by side with `ivr!`
//! - [`editor`]: completion, formatting, outline and renaming in VS Code, Helix, Neovim and Zed
//! - [`testing`]: calls, walks and clocks in `cargo test`
//! - [`go_live`]: account, address, secret, webhooks, the first call, and the way back
//! - [`carriers`]: the same for Twilio and jambonz; what each carrier lacks
//! - [`production`]: sizes, several servers, what happens when one dies, deploys, backups, alerts
//! - [`telephone`]: the menu on SIP, from a softphone or a trunk
//!
//! They are files in the folder `guide` of this crate. Each links by name, and says at its end what that
//! is in the repository; what it is here is said before it, and what is said first counts.

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
