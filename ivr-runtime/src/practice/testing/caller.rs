//! The script of a test call.

use std::future::IntoFuture;
use std::panic::Location;
use std::pin::Pin;

use super::phone::{Line, PERSON, Phone};
use super::step::{self, Step};
use super::transcript::Transcript;
use crate::carrier;
use crate::carrier::eight_by_eight::simulator::Form;
use crate::menu::{Direction, Msisdn, Outcome, Tree};

/// An inbound call to the menu. Lookups are made on `context`.
///
/// Nothing happens until it is awaited or [`run`](Caller::run).
pub fn call<T: Tree>(context: &T::Context) -> Caller<'_, T> {
    Caller::new(context, Direction::Inbound)
}

/// An outbound call from the menu to somebody, who picks up.
pub fn call_out<T: Tree>(context: &T::Context) -> Caller<'_, T> {
    Caller::new(context, Direction::Outbound)
}

/// The person on the phone with a menu, and what they do and hear: see the [module](super).
#[must_use = "a call is made when it is awaited, or run"]
pub struct Caller<'a, T: Tree> {
    context: &'a T::Context,
    direction: Direction,
    person: Option<Msisdn>,
    steps: Vec<(Step, &'static Location<'static>)>,
}

impl<'a, T: Tree> Caller<'a, T> {
    const fn new(context: &'a T::Context, direction: Direction) -> Self {
        Self {
            context,
            direction,
            person: None,
            steps: Vec::new(),
        }
    }

    /// Sets the person's number: `+6591234567`.
    ///
    /// # Panics
    /// If it is not a phone number.
    #[track_caller]
    pub fn with_number(mut self, number: &str) -> Self {
        match number.parse() {
            Ok(number) => self.person = Some(number),
            Err(error) => panic!("{number:?}: {error}"),
        }
        self
    }

    /// Hears a text that contains `part`, after the previous step: spoken, or in the transcript of a
    /// recording.
    #[track_caller]
    pub fn hears(self, part: &str) -> Self {
        self.then(Step::Hears(part.to_owned()))
    }

    /// Hears exactly this text, after the previous step.
    #[track_caller]
    pub fn hears_exactly(self, text: &str) -> Self {
        self.then(Step::HearsExactly(text.to_owned()))
    }

    /// Hears the recording whose URL contains `part`.
    #[track_caller]
    pub fn hears_file(self, part: &str) -> Self {
        self.then(Step::HearsFile(part.to_owned()))
    }

    /// Presses the keys for one prompt: `'1'`, `"1234#"`.
    #[track_caller]
    pub fn presses(self, keys: impl Into<String>) -> Self {
        self.then(Step::Presses(keys.into()))
    }

    /// Presses nothing until the tries run out.
    #[track_caller]
    pub fn stays_silent(self) -> Self {
        self.then(Step::StaysSilent)
    }

    /// Hangs up.
    #[track_caller]
    pub fn hangs_up(self) -> Self {
        self.then(Step::HangsUp)
    }

    /// Is being put through to somebody at `number`.
    #[track_caller]
    pub fn is_put_through_to(self, number: &str) -> Self {
        self.then(Step::IsPutThroughTo(number.to_owned()))
    }

    /// Ends the transfer with this outcome.
    #[track_caller]
    pub fn transfer_ends(self, outcome: Outcome) -> Self {
        self.then(Step::TransferEnds(outcome))
    }

    /// Is in this menu or transfer, by name or id. An attempt of a `retry` matches both its menu
    /// and `menu~1`.
    #[track_caller]
    pub fn is_at(self, state: &str) -> Self {
        self.then(Step::IsAt(state.to_owned()))
    }

    /// The call ends without an error.
    #[track_caller]
    pub fn ends(self) -> Self {
        self.then(Step::Ends)
    }

    #[track_caller]
    fn then(mut self, step: Step) -> Self {
        self.steps.push((step, Location::caller()));
        self
    }

    /// Makes the call, in a test that is not `async`.
    ///
    /// # Panics
    /// If the call goes differently, or if a runtime runs this test: await it instead.
    #[track_caller]
    pub fn run(self) -> Transcript {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        match runtime {
            Ok(runtime) => match runtime.block_on(self.make()) {
                Ok(transcript) => transcript,
                Err(failure) => panic!("{failure}"),
            },
            Err(error) => panic!("the test can't be run: {error}"),
        }
    }

    async fn make(self) -> Result<Transcript, String> {
        let part = carrier::of::<T>().find_map(|carrier| carrier::part(carrier.name()));
        let line = Line {
            part: part.ok_or("the tree names no carrier whose part can be played")?,
            direction: self.direction,
            person: self
                .person
                .map_or_else(|| PERSON.to_owned(), |person| person.to_string()),
            form: Form::default(),
        };
        step::take(Phone::<T>::dial(&line), self.context, &self.steps).await
    }
}

impl<'a, T: Tree> IntoFuture for Caller<'a, T> {
    type Output = Transcript;
    type IntoFuture = Pin<Box<dyn Future<Output = Transcript> + Send + 'a>>;

    /// Makes the call. Panics if it goes differently.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            match self.make().await {
                Ok(transcript) => transcript,
                Err(failure) => panic!("{failure}"),
            }
        })
    }
}

impl<T: Tree> std::fmt::Debug for Caller<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller")
            .field("direction", &self.direction)
            .field("person", &self.person)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}
