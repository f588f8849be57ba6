//! The values that a call remembers between two events, and how they travel.
//!
//! A tree declares values (`let guests: u32;`), but no server keeps them: the next event of
//! the call may reach another server, or come after a restart. So they travel with the state,
//! through the carrier: `day_menu~~`, followed by the sealed values.
//!
//! - **Nobody can read them**: they are encrypted (ChaCha20-Poly1305), so that no PIN appears in
//!   the platform's logs.
//! - **Nobody can change them**: values sealed with another key, for another call, or for another
//!   state's id can't be unsealed. Such a call counts as one in an unknown state, and starts
//!   over.
//! - **A rename does not lose them**: they are unsealed with the id that they came with, which may
//!   be a former id of the state (`was`).
//! - **The same event gets the same answer**: sealing is deterministic. The nonce is a keyed hash of
//!   everything that is sealed (the construction of RFC 5297), so no nonce is used for two texts.
//! - **They are bounded**: values longer than the carrier [can
//!   return](crate::carrier::Carrier::max_state) are not sent.
//!
//! The key is drawn once and [kept in the store](crate::journal::sealer), so it outlives a restart, and all
//! servers on one database share it.

mod seal;

pub use seal::{SealError, SealKeyError, Sealer};

use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize};

/// The values of a tree that declares none.
///
/// It deserialises from whatever an older tree with values sealed, so that such calls continue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::empty_structs_with_brackets)] // Without brackets it would deserialise only from `null`.
pub struct NoValues {}

/// Separates the id of a state from its sealed values. No id contains `~~`.
const BEHIND: &str = "~~";

/// Values that came with an event, still sealed.
///
/// They can be unsealed only with the id that they came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The id of the state in the event, which may be a former one.
    state: &'a str,
    values: &'a str,
}

/// Splits an id into the state and its sealed values.
pub(crate) fn split(client_action_id: &str) -> (&str, Option<Sealed<'_>>) {
    // Setting up a general substring search would cost more than scanning the short id.
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

/// A declared value was read before it was set.
///
/// `ivr!` refuses trees where that can happen, so the call must have begun in an older tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call does not remember `{0}`")]
pub struct NotRemembered(&'static str);

/// Writes a value, unless nothing has given it.
///
/// For code that `ivr!` generates.
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
/// For code that `ivr!` generates.
///
/// # Errors
/// Those of the deserializer.
#[doc(hidden)]
pub fn kept<'de, V: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<V>, D::Error> {
    Deserialize::deserialize(from)
}

/// A value that the call remembers.
///
/// For code that `ivr!` generates.
///
/// # Errors
/// If it has not been set.
#[doc(hidden)]
pub fn remembered<V: Clone>(value: &Option<V>, name: &'static str) -> Result<V, NotRemembered> {
    value.clone().ok_or(NotRemembered(name))
}
