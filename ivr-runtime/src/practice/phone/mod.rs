//! The terminal phone: a caller at a keyboard, or one whose keys were written down.
//!
//! It runs a [`Simulator`] of the platform against any server of the webhooks, so what is
//! heard is what a caller would hear.

mod keyboard;
mod screen;

use std::io;

use tokio::sync::mpsc::unbounded_channel;

pub use keyboard::{PipedError, piped, typed};

use crate::carrier::eight_by_eight::client::{Account, AccountError, ApiKey, Client, ClientError};
use crate::carrier::eight_by_eight::opening;
use crate::carrier::eight_by_eight::simulator::{
    Caller, Clock, Config, Form, Gone, LegPlan, Move, Pace, Plan, Record, Script, Simulator,
    StartError,
};
use crate::carrier::eight_by_eight::wire::vss::SessionStatus;
use crate::menu::{Direction, Msisdn, Outcome, Tree};

/// What is phoned, and how.
#[derive(Clone, Debug)]
pub struct Call {
    /// The base URL of the server of the webhooks: `http://127.0.0.1:8080`.
    pub server: String,
    /// What the platform sends as the `Authorization` header of the webhooks.
    pub authorization: Option<String>,
    /// Who places the call.
    pub direction: Direction,
    /// The number of the person.
    pub person: Msisdn,
    /// Our number.
    pub number: Msisdn,
    /// How further legs go, one after the other; the last of these also all that come after.
    pub further_legs: Vec<Outcome>,
    /// The form of the events.
    pub form: Form,
}

/// Why a call could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// There is no platform to phone through.
    #[error(transparent)]
    Simulator(#[from] StartError),
    /// The platform refused the outbound call.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The simulator's own account is no account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The tree's first prompt is no action.
    #[error("the tree's first prompt can't be read")]
    Prompt(#[from] serde_json::Error),
    /// The call was lost.
    #[error(transparent)]
    Gone(#[from] Gone),
    /// The terminal can't be written to.
    #[error("the transcript can't be written")]
    Screen(#[from] io::Error),
}

/// How a call went, as the exit code tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The menu or the caller ended it, and all keys were used: 0.
    Fine,
    /// Something broke: the server, or one of its callflows: 1.
    Broken,
    /// The menu still asked when all keys were used up: 3.
    KeysMissing,
    /// The call was over before all keys were used: 3.
    KeysLeft,
}

impl Verdict {
    /// What became of the call in `record`.
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

/// Makes a scripted call, in virtual time.
///
/// # Errors
/// If the call can't be made. How it went is in the record.
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

/// Shows a call that is over.
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
    // A person at a terminal is told at once that nobody answers.
    let config = Config {
        retries: Vec::new(),
        ..Config::default()
    };
    let account = Account::new(&config.sub_account_id, ApiKey::new("simulated")?);
    let platform = Simulator::start(config).await?;
    platform.register_server(&call.server, call.authorization.as_deref());
    let handle = match call.direction {
        Direction::Inbound => platform.inbound(call.person.clone(), call.number.clone(), plan),
        Direction::Outbound => {
            platform.expect(&call.person, plan);
            let client = Client::new(account.at(&platform.url()))?;
            let request = opening::<T>(&call.number, &call.person);
            let answer = client.send_callflow(&request).await?;
            let session = answer.session_id.unwrap_or_default();
            platform.call(&session).ok_or(Gone)?
        }
    };
    Ok(handle.finished().await?)
}
