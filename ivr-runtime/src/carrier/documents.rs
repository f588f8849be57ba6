//! Renders replies for a carrier, and constant replies only once.

use std::marker::PhantomData;
use std::{fmt, str};

use bytes::Bytes;

use super::{Carrier, WriteError};
use crate::engine::event::Event;
use crate::engine::{Carried, ask_again};
use crate::menu::Tree;

/// A tree's replies in a carrier's format. Constant replies are rendered in advance, so that
/// most events are answered without an allocation.
#[derive(Debug)]
pub struct Documents<T> {
    carrier: &'static dyn Carrier,
    constants: Vec<Document>,
    of: PhantomData<fn() -> T>,
}

impl<T: Tree> Documents<T> {
    /// Renders the tree's constant replies.
    ///
    /// # Errors
    /// If the carrier can't express one of them.
    pub fn new(carrier: &'static dyn Carrier) -> Result<Self, WriteError> {
        let written = T::replies().iter().map(|reply| {
            let state = reply.next().map(T::client_action_id);
            carrier.write(reply.steps(), state).map(Document::from)
        });
        Ok(Self {
            carrier,
            constants: written.collect::<Result<_, _>>()?,
            of: PhantomData,
        })
    }

    /// The carrier in whose format the replies are rendered.
    pub fn carrier(&self) -> &'static dyn Carrier {
        self.carrier
    }

    /// Returns the document of a reply: a clone of the constant one if there is one, otherwise a new one.
    ///
    /// # Errors
    /// If the carrier can't express it, for example because it is too long.
    pub fn of(&self, carried: &Carried<T>) -> Result<Document, WriteError> {
        let Carried { reply, state } = carried;
        let state = state.as_deref();
        let bare = reply.next().map(T::client_action_id);
        let constant = reply.place().and_then(|place| self.constants.get(place));
        match constant {
            Some(document) if state == bare => Ok(document.clone()),
            _ => self.carrier.write(reply.steps(), state).map(Document::from),
        }
    }

    /// Renders the prompt again after too few keys, with `left` tries left; see [`ask_again`]. `None` if the branch
    /// for silence is next.
    pub fn again(&self, event: &Event<'_>, left: u32) -> Option<Document> {
        let steps = ask_again::<T>(event, left)?;
        let document = self.carrier.write(&steps, event.state.as_deref());
        document.ok().map(Document::from)
    }
}

/// The body of the answer to an event, in the carrier's format. Clones share the bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Document(Bytes);

impl Document {
    /// The document as text, without copying.
    pub fn as_str(&self) -> &str {
        // It was created from text.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Converts it to the body of an HTTP response, without copying.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&'static str> for Document {
    fn from(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}
