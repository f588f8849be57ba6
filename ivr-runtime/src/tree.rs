//! What `ivr!` makes of a menu tree: its states, and what each answers.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Call, Description, Input, Msisdn};

/// A phone menu tree. [`ivr!`](crate::ivr) declares the type and implements this for it.
///
/// A value is one state of a call: the menu or the transfer that the caller is
/// in. It travels to the platform and back as the id, so no server
/// has to remember anything between two keys.
pub trait Tree: Copy + Eq + Hash + fmt::Debug + Send + Sync + 'static {
    /// What the tree's look-ups are made on: the type of its own parameter, or `()`.
    type Context: Send + Sync + 'static;

    /// A look-up that a branch makes before the caller is answered.
    type Lookup: Send + fmt::Debug;

    /// What a call remembers between two events: the values that the tree declares, or
    /// [`NoValues`](crate::values::NoValues).
    type Values: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The menu that an incoming call hears first, and whose branches decide on
    /// keys that arrive without an id.
    const START: Self;

    /// The actions, as a JSON array, that an outbound call plays first: the start menu's
    /// prompt with its `first_tries`, behind its recordings.
    const FIRST_PROMPT: &'static str;

    /// The tree as data: for outlines, diagrams and reports.
    fn description() -> &'static Description;

    /// The state that the platform carries as `id`.
    fn from_client_action_id(id: &str) -> Option<Self>;

    /// What the platform carries while the caller is in this state.
    fn client_action_id(self) -> &'static str;

    /// Whether this state is a transfer: then the platform's next event tells how the
    /// second leg ended, and not what the caller pressed.
    fn is_transfer(self) -> bool;

    /// What happens at this state on `input`. Pure: no look-up has been made yet.
    fn next(self, input: Input<'_>) -> Turn<Self>;

    /// The start menu's prompt, in the language that calls begin in.
    fn greeting() -> Reply<Self>;

    /// What happens when a call comes in: the [greeting](Self::greeting), unless the tree says
    /// otherwise (`ring => ..`).
    fn ring() -> Turn<Self> {
        Turn::Reply(Self::greeting())
    }

    /// What the caller hears when a look-up fails, in the language that calls begin in.
    fn failure() -> Reply<Self>;

    /// The same, in the language of this state.
    fn failure_at(self) -> Reply<Self> {
        Self::failure()
    }

    /// Makes the look-up and chooses the reply by its result. What the call remembers is read and
    /// changed on the way.
    ///
    /// # Errors
    /// Whatever the tree's expressions return through `?`.
    fn answer(
        lookup: Self::Lookup,
        context: &Self::Context,
        call: &Call,
        values: &mut Self::Values,
    ) -> impl Future<Output = Result<Reply<Self>, Failure>> + Send;
}

/// What a state makes of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<T: Tree> {
    /// The answer is known.
    Reply(Reply<T>),
    /// The answer depends on a look-up: [`Tree::answer`] gives it.
    Ask(T::Lookup),
}

/// One answer to the platform: the callflow to run and the state it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<T> {
    next: Option<T>,
    body: Cow<'static, str>,
}

impl<T: Copy> Reply<T> {
    /// An answer that was serialised at compile time.
    ///
    /// `body` is the whole JSON document; where `next` is given it carries that
    /// state's id, and where it is `None` its callflow ends the call.
    pub const fn fixed(next: Option<T>, body: &'static str) -> Self {
        Self {
            next,
            body: Cow::Borrowed(body),
        }
    }

    /// An answer of which only the values of `holes` were unknown at compile time.
    ///
    /// The document is `pieces[0]`, `holes[0]` as a JSON string, `pieces[1]` and so
    /// on: `pieces` has one element more than `holes`.
    pub fn rendered(next: Option<T>, pieces: &[&str], holes: &[&str]) -> Self {
        let mut body = String::with_capacity(
            pieces.iter().map(|p| p.len()).sum::<usize>()
                + holes.iter().map(|h| h.len() + 2).sum::<usize>(),
        );
        let mut holes = holes.iter();
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0
                && let Some(hole) = holes.next()
            {
                body.push_str(&serde_json::Value::from(*hole).to_string());
            }
            body.push_str(piece);
        }
        Self {
            next,
            body: Cow::Owned(body),
        }
    }

    /// The same answer, written otherwise.
    pub(crate) fn with_body(self, body: String) -> Self {
        Self {
            next: self.next,
            body: Cow::Owned(body),
        }
    }

    /// The state that the call is in after this answer; `None` where the call ends.
    pub const fn next(&self) -> Option<T> {
        self.next
    }

    /// The JSON document that answers the webhook.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The JSON document, without a copy where it was known at compile time.
    pub fn into_body(self) -> Cow<'static, str> {
        self.body
    }
}

/// A look-up failed: any error that an expression of the tree returned through `?`.
#[derive(Debug)]
pub struct Failure(Box<dyn Error + Send + Sync>);

impl Failure {
    /// What went wrong.
    pub fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self.0.as_ref()
    }
}

// As in `anyhow`, `Failure` itself is no `Error`, or this would collide with `From<T> for T`.
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

/// What a transfer may be given as its `from` or `to`: an [`Msisdn`] or a reference to one.
///
/// The macro calls this on the expressions of `connect(from: .., to: ..)`, so that a
/// plain string is refused with a message that says what is missing.
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
