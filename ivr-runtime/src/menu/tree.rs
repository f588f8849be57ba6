//! The trait of a compiled menu tree: its states, and their answers.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::menu::reply::{Reply, Step};
use crate::menu::{Call, Description, Input, Msisdn};

/// A phone menu tree. [`ivr!`](crate::ivr) declares the type and implements this for it.
///
/// A value is one state of a call: the menu or the transfer that the caller is
/// in. Its id travels to the platform and back, so no server
/// keeps any state between two keys.
pub trait Tree: Copy + Eq + Hash + fmt::Debug + Send + Sync + 'static {
    /// The type on which lookups are made: that of the tree's own parameter, or `()`.
    type Context: Send + Sync + 'static;

    /// A lookup that a branch makes before it answers the caller.
    type Lookup: Send + fmt::Debug;

    /// The values that a call remembers between two events, as declared in the tree, or
    /// [`NoValues`](crate::engine::values::NoValues).
    type Values: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The [carriers](crate::carrier::ALL) that calls come from, by their names.
    const CARRIERS: &'static [&'static str];

    /// The menu that an inbound call hears first, and whose branches handle
    /// keys that arrive without an id.
    const START: Self;

    /// What an outbound call hears first: the start menu's recordings, and its prompt with
    /// `first_tries`.
    const FIRST_PROMPT: &'static [Step];

    /// The tree as data: for outlines, diagrams and reports.
    fn description() -> &'static Description;

    /// Every reply that is known at compile time, at its [index](Reply::place).
    fn replies() -> &'static [Reply<Self>];

    /// The state with this id, which may be a former one (`was`); `None` if there is none.
    fn from_client_action_id(id: &str) -> Option<Self>;

    /// The id of this state, which the platform carries.
    fn client_action_id(self) -> &'static str;

    /// Whether this state is a transfer: then the platform's next event says how the
    /// second leg ended, not what the caller pressed.
    fn is_transfer(self) -> bool;

    /// What happens in this state on `input`. Pure: no lookup is made.
    fn next(self, input: Input<'_>) -> Turn<Self>;

    /// The start menu's prompt, in the language that calls begin in.
    fn greeting() -> Reply<Self>;

    /// What an inbound call hears first: the [greeting](Self::greeting), unless the tree has
    /// `ring => ..`.
    fn ring() -> Turn<Self> {
        Turn::Reply(Self::greeting())
    }

    /// The failure text, in the language that calls begin in.
    fn failure() -> Reply<Self>;

    /// The failure text, in the language of this state.
    fn failure_at(self) -> Reply<Self> {
        Self::failure()
    }

    /// The recordings and the capture of a menu whose minimum is more than one key, to ask again after too few keys
    /// at carriers that support no minimum. Empty for all other states, and if the prompt contains values.
    fn question(self) -> &'static [Step] {
        &[]
    }

    /// Makes the lookup and chooses the reply by its result. May read and change the call's
    /// values.
    ///
    /// # Errors
    /// Any error that the tree's expressions return through `?`.
    fn answer(
        lookup: Self::Lookup,
        context: &Self::Context,
        call: &Call,
        values: &mut Self::Values,
    ) -> impl Future<Output = Result<Reply<Self>, Failure>> + Send;
}

/// A state's answer to an input: a reply, or the lookup that it depends on.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn<T: Tree> {
    /// The answer is known.
    Reply(Reply<T>),
    /// The answer depends on a lookup: [`Tree::answer`] returns it.
    Ask(T::Lookup),
}

/// A failed lookup: any error that an expression of the tree returned through `?`.
#[derive(Debug)]
pub struct Failure(Box<dyn Error + Send + Sync>);

impl Failure {
    /// The error that the expression returned.
    pub fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self.0.as_ref()
    }
}

// As in `anyhow`, `Failure` does not implement `Error`, or this would conflict with `From<T> for T`.
impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A type for `from` and `to` of a transfer: an [`Msisdn`] or a reference to one.
///
/// The macro calls this on the expressions of `connect(from: .., to: ..)`, so that a
/// plain string causes an error that says what is missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phone number",
    label = "a transfer's `from` and `to` are an `Msisdn` or a reference to one",
    note = "parse the number once, where it enters the program: `\"+6568888888\".parse::<Msisdn>()?`"
)]
pub trait PhoneNumber {
    /// The number itself.
    fn phone_number(&self) -> &Msisdn;
}

impl PhoneNumber for Msisdn {
    fn phone_number(&self) -> &Msisdn {
        self
    }
}

impl<N: PhoneNumber + ?Sized> PhoneNumber for &N {
    fn phone_number(&self) -> &Msisdn {
        (**self).phone_number()
    }
}
