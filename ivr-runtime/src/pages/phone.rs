//! Calls that a person makes from the page. The simulator plays the carrier.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, watch};
use warp::http::HeaderMap;
use warp::reply::Response;

use super::exchange::Exchange;
use super::stream::{self, Log};
use super::{PageError, SecretOf, json as document};
use crate::carrier::eight_by_eight::simulator::{
    Caller, Clock, Form, Happening, LegPlan, Pace, Plan, Record,
};
use crate::carrier::{self, Carrier, Unnamed};
use crate::menu::{Description, Direction, Key, Msisdn, Outcome, Tree};
use crate::practice::phone::{self, Call, PhoneError};

/// Maximum number of calls kept, in progress or over.
const CALLS: usize = 32;

/// How long a joined leg lasts if nobody hangs up.
const TALK: Duration = Duration::from_secs(8);

type Placed = Pin<Box<dyn Future<Output = Result<Record, PhoneError>> + Send>>;

/// The phone page's calls.
pub(super) struct Phone {
    server: String,
    secret: SecretOf,
    tree: &'static Description,
    /// Finds a carrier of the served tree by name.
    carrier: fn(Option<&str>) -> Result<&'static dyn Carrier, Unnamed>,
    /// Places a call to the served tree.
    place: fn(Call, Plan) -> Placed,
    calls: Mutex<Calls>,
}

#[derive(Default)]
struct Calls {
    count: u64,
    /// In the order of their start.
    live: VecDeque<Live>,
}

/// A call, in progress or over.
struct Live {
    name: String,
    does: UnboundedSender<Happening>,
    log: watch::Receiver<Log>,
}

/// The request to start a call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    /// The carrier; the tree's first, if `None`.
    carrier: Option<String>,
    /// Who calls whom: the person on the page calls (`in`), or is called (`out`).
    direction: Way,
    /// The outcome of a transfer.
    answer: SecondLeg,
    /// The person's number.
    number: Msisdn,
    /// Whether texts are spoken, which takes time, or only shown.
    spoken: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    In,
    Out,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SecondLeg {
    Answered,
    Busy,
    NoAnswer,
    Failed,
}

/// What the person does in a call.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Does {
    Press { key: char },
    Silence,
    HangUp,
}

impl Phone {
    pub(super) fn new<T: Tree>(server: String, secret: SecretOf) -> Self {
        Self {
            server,
            secret,
            tree: T::description(),
            carrier: carrier::named::<T>,
            place: |call, plan| Box::pin(async move { phone::place::<T>(&call, plan).await }),
            calls: Mutex::default(),
        }
    }

    /// Starts a call, and returns its id.
    pub(super) fn begin(&self, body: &[u8]) -> Result<Value, PageError> {
        let begin: Begin = read(body)?;
        let carrier = (self.carrier)(begin.carrier.as_deref()).map_err(wrong)?;
        let part = carrier::part(carrier.name());
        let part = part.ok_or_else(|| wrong(PhoneError::Carrier(carrier.name())))?;
        let tree = self.tree;
        let (does, person) = unbounded_channel();
        let (heard, mut lines) = unbounded_channel();
        let (posted, mut deliveries) = unbounded_channel();
        let (log, follow) = watch::channel(Log::default());
        let name = self.enter(does, follow)?;
        let call = Call {
            carrier,
            server: self.server.clone(),
            secret: (self.secret)(carrier),
            direction: match begin.direction {
                Way::In => Direction::Inbound,
                Way::Out => Direction::Outbound,
            },
            person: begin.number,
            number: NUMBER.parse().map_err(wrong)?,
            further_legs: vec![begin.answer.into()],
            form: Form::default(),
        };
        let plan = Plan {
            caller: Caller::Person(person),
            further: vec![leg(begin.answer.into())],
            first: leg(Outcome::Answered),
            clock: Clock::Real,
            pace: if begin.spoken {
                Pace::Spoken
            } else {
                Pace::Instant
            },
            heard: Some(heard),
            posted: Some(posted),
            ..Plan::scripted([])
        };
        let placed = (self.place)(call, plan);
        tokio::spawn(async move {
            let told = async {
                loop {
                    let entry = tokio::select! {
                        biased;
                        Some(delivery) = deliveries.recv() => {
                            json!({"exchange": Exchange::new(part, tree, &delivery)})
                        }
                        Some(line) = lines.recv() => json!({"line": line}),
                        else => break,
                    };
                    log.send_modify(|log| log.entries.push(entry.to_string()));
                }
            };
            let (record, ()) = tokio::join!(placed, told);
            let end = match record {
                Ok(record) => json!({"over": record.status, "error": record.error}),
                Err(error) => json!({"over": "ERROR", "error": error.to_string()}),
            };
            log.send_modify(|log| {
                log.entries.push(end.to_string());
                log.over = true;
            });
        });
        Ok(json!({"call": name}))
    }

    fn enter(
        &self,
        does: UnboundedSender<Happening>,
        log: watch::Receiver<Log>,
    ) -> Result<String, PageError> {
        let mut calls = self.calls();
        if calls.live.len() >= CALLS {
            let over = calls.live.iter().position(|call| call.log.borrow().over);
            calls.live.remove(over.ok_or(PageError::Busy)?);
        }
        calls.count += 1;
        let name = calls.count.to_string();
        calls.live.push_back(Live {
            name: name.clone(),
            does,
            log,
        });
        Ok(name)
    }

    /// Does in a call what the person did on the page.
    pub(super) fn tell(&self, call: &str, body: &[u8]) -> Result<Response, PageError> {
        let happening = match read(body)? {
            Does::Press { key } => {
                let key = Key::from_char(key);
                Happening::Key(key.ok_or_else(|| wrong("a phone has no such key"))?)
            }
            Does::Silence => Happening::Silence,
            Does::HangUp => Happening::HangUp,
        };
        let calls = self.calls();
        let live = calls.live.iter().find(|live| live.name == call);
        // After the end of the call nothing receives this.
        let _ = live.ok_or(PageError::NotFound)?.does.send(happening);
        Ok(document(&json!({})))
    }

    /// Streams everything that happens in a call.
    pub(super) fn follow(
        &self,
        call: &str,
        headers: &HeaderMap,
        permit: OwnedSemaphorePermit,
    ) -> Result<Response, PageError> {
        let calls = self.calls();
        let live = calls.live.iter().find(|live| live.name == call);
        let log = live.ok_or(PageError::NotFound)?.log.clone();
        Ok(stream::follow(log, headers, permit))
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        // Every change is complete, so a poisoned lock is still consistent.
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tree's number, the same as in the phone of the command line.
const NUMBER: &str = "+6568888888";

fn leg(outcome: Outcome) -> LegPlan {
    LegPlan {
        rings: Duration::from_secs(1),
        talks: TALK,
        ..LegPlan::new(outcome)
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, PageError> {
    serde_json::from_slice(body).map_err(wrong)
}

fn wrong(error: impl ToString) -> PageError {
    PageError::Wrong(error.to_string())
}

impl From<SecondLeg> for Outcome {
    fn from(leg: SecondLeg) -> Self {
        match leg {
            SecondLeg::Answered => Self::Answered,
            SecondLeg::Busy => Self::Busy,
            SecondLeg::NoAnswer => Self::NoAnswer,
            SecondLeg::Failed => Self::Failed,
        }
    }
}
