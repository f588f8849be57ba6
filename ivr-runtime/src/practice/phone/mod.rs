//! The terminal phone: a caller at a keyboard, or a scripted one.
//!
//! It plays the part of a [`Carrier`] against any server that answers it, so what is heard is what a caller
//! would hear.

mod keyboard;
mod screen;

use std::io;

use tokio::sync::mpsc::unbounded_channel;

pub use keyboard::{PipedError, piped, typed};

use crate::carrier::eight_by_eight::simulator::{
    Caller, Clock, Form, LegPlan, Move, Order, Pace, PlaceError, Plan, Record, Script,
};
use crate::carrier::eight_by_eight::wire::vss::SessionStatus;
use crate::carrier::{self, Carrier, Secret};
use crate::menu::{Direction, Msisdn, Outcome, Tree};

/// The configuration of a call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Whose part is played.
    pub carrier: &'static dyn Carrier,
    /// The base URL of the webhook server: `http://127.0.0.1:8080`.
    pub server: String,
    /// What proves to the server that the carrier posts.
    pub secret: Option<Secret>,
    /// Who places the call.
    pub direction: Direction,
    /// The person's number.
    pub person: Msisdn,
    /// The menu's number.
    pub number: Msisdn,
    /// The outcomes of further legs, in order; the last one applies to all further legs.
    pub further_legs: Vec<Outcome>,
    /// The form of the events, where the carrier has several.
    pub form: Form,
}

/// Why a call could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// Nobody here plays this carrier's part.
    #[error("calls of `{0}` can't be simulated")]
    Carrier(&'static str),
    /// The call can't be placed, or was lost.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The terminal can't be written to.
    #[error("could not write the transcript")]
    Screen(#[from] io::Error),
}

/// The outcome of a call, as the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The menu or the caller ended the call, and all keys were used: 0.
    Fine,
    /// The server or one of its callflows was at fault: 1.
    Broken,
    /// The menu asked for more keys than there were: 3.
    KeysMissing,
    /// The call ended before all keys were used: 3.
    KeysLeft,
}

impl Verdict {
    /// The outcome of the call in `record`.
    pub fn of(record: &Record) -> Self {
        if record.status == SessionStatus::Error {
            Self::Broken
        } else if record.ran_out {
            Self::KeysMissing
        } else if !record.moves_left.is_empty() {
            Self::KeysLeft
        } else {
            Self::Fine
        }
    }
}

/// Makes a scripted call, in simulated time.
///
/// # Errors
/// If the call can't be made. The record contains its outcome.
pub async fn scripted<T: Tree>(call: &Call, moves: Vec<Move>) -> Result<Record, PhoneError> {
    let mut plan = plan(call, Caller::Script(Script::new(moves)), Clock::Virtual);
    plan.pace = Pace::Spoken;
    place::<T>(call, plan).await
}

/// Makes a call from the keyboard, in real time, and shows it as it happens.
///
/// # Errors
/// If the call can't be made, or the terminal can't be written to.
pub async fn live<T: Tree>(call: &Call) -> Result<Record, PhoneError> {
    let person = keyboard::person();
    let mut plan = plan(call, Caller::Person(person), Clock::Real);
    let (heard, lines) = unbounded_channel();
    plan.heard = Some(heard);
    let shown = screen::follow(lines);
    let (record, shown) = tokio::join!(place::<T>(call, plan), shown);
    shown?;
    record
}

/// Whether a carrier has this form of events.
pub(crate) fn takes(carrier: &dyn Carrier, form: Form) -> bool {
    carrier::part(carrier.name()).is_some_and(|part| part.forms().contains(&form))
}

/// Shows a call that has ended.
///
/// # Errors
/// If the terminal can't be written to.
pub fn show(record: &Record) -> io::Result<()> {
    screen::show(&record.transcript)
}

fn plan(call: &Call, caller: Caller, clock: Clock) -> Plan {
    Plan {
        caller,
        further: call
            .further_legs
            .iter()
            .copied()
            .map(LegPlan::new)
            .collect(),
        form: call.form,
        clock,
        pace: Pace::Instant,
        ..Plan::scripted([])
    }
}

/// Makes a call that goes as `plan` says.
pub(crate) async fn place<T: Tree>(call: &Call, mut plan: Plan) -> Result<Record, PhoneError> {
    plan.captions = |url| T::description().transcript(url);
    let name = call.carrier.name();
    let part = carrier::part(name).ok_or(PhoneError::Carrier(name))?;
    let order = Order {
        server: call.server.clone(),
        secret: call.secret.clone(),
        direction: call.direction,
        person: call.person.clone(),
        number: call.number.clone(),
        first_prompt: T::FIRST_PROMPT,
        plan,
    };
    Ok(part.place(order).await?)
}
