//! What a call remembers between two of its events, and where that is meanwhile.
//!
//! A tree declares values (`let guests: u32;`), and no server is to keep them: the next event of
//! the call may come to another one, or after a restart. So they travel where the state travels,
//! in the carrier's hands: `day_menu~~` and the values, sealed.
//!
//! - **Nobody reads them**: they are encrypted (ChaCha20-Poly1305), as a PIN would else stand in
//!   the platform's logs.
//! - **Nobody changes them**: what was not sealed with our key, or for another call, or for another
//!   id of a state, does not open. Such a call is taken as one whose state is unknown, and begins
//!   anew.
//! - **A rename does not lose them**: they open under the id that they came with, which may be one
//!   that the state was called by before (`was`).
//! - **The same event hears the same**: sealing is deterministic. The nonce is a keyed hash of
//!   all that is sealed (the construction of RFC 5297), so no nonce is ever used for two texts.
//! - **They are bounded**: what is longer than the carrier [brings
//!   back](crate::carrier::Carrier::max_state) is not sent.
//!
//! The key is drawn once and [kept in the store](crate::journal::sealer), so it outlives a restart, and all
//! servers on one database share it.

mod seal;

pub use seal::{SealError, SealKeyError, Sealer};

use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize};

/// What a call remembers where the tree declares no value.
///
/// It reads from whatever an older tree, which declared some, sealed: a call goes on although
/// nobody asks any more what it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::empty_structs_with_brackets)] // Without them it would read from nothing.
pub struct NoValues {}

/// Divides the id of a state from the values that came with it. No id holds a `~~`.
const BEHIND: &str = "~~";

/// Values that came with an event, still sealed.
///
/// They know the id that they came with, and open for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The id of the state, as the event has it: maybe one from before a rename.
    state: &'a str,
    values: &'a str,
}

/// The state that an id names, and the sealed values behind it.
pub(crate) fn split(client_action_id: &str) -> (&str, Option<Sealed<'_>>) {
    // A searcher for texts of any length costs more to set up than an id is long.
    let bytes = client_action_id.as_bytes();
    let behind = bytes
        .windows(BEHIND.len())
        .position(|part| part == BEHIND.as_bytes());
    match behind.and_then(|at| client_action_id.split_at_checked(at)) {
        Some((state, rest)) => {
            let values = rest.strip_prefix(BEHIND);
            (state, values.map(|values| Sealed { state, values }))
        }
        None => (client_action_id, None),
    }
}

/// A value that the tree declares is read, and nothing has given it.
///
/// `ivr!` refuses trees where that can happen, so it is a call that began in an older tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call does not remember `{0}`")]
pub struct NotRemembered(&'static str);

/// Writes a value, unless nothing has given it.
///
/// For the code that `ivr!` writes.
///
/// # Errors
/// Those of the serializer.
#[doc(hidden)]
pub fn keep<M: SerializeMap, V: Serialize>(
    to: &mut M,
    name: &'static str,
    value: &Option<V>,
) -> Result<(), M::Error> {
    value
        .as_ref()
        .map_or(Ok(()), |value| to.serialize_entry(name, value))
}

/// Reads a value.
///
/// For the code that `ivr!` writes.
///
/// # Errors
/// Those of the deserializer.
#[doc(hidden)]
pub fn kept<'de, V: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<V>, D::Error> {
    Deserialize::deserialize(from)
}

/// What a call remembers under a name.
///
/// For the code that `ivr!` writes.
///
/// # Errors
/// If nothing was given yet.
#[doc(hidden)]
pub fn remembered<V: Clone>(value: &Option<V>, name: &'static str) -> Result<V, NotRemembered> {
    value.clone().ok_or(NotRemembered(name))
}
