//! Calls without a carrier: the testing kit that a menu's own tests use, and a phone in the terminal.

#[cfg(feature = "client")]
pub mod phone;
pub mod testing;
