//! What a call does next: the tree's answer, given once, in time, and told of.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tracing::{Instrument, Span, error, info, info_span, warn};

use super::App;
use super::lookup::{self, Answer, LookupError, look_up};
use super::metrics;
use super::once::{self, Body, Entry, Flight};
use super::webhook::{cut, name};
use crate::journal::{self, Step};
use crate::kept::carry;
use crate::redact::Redacted;
use crate::route::{Found, Routed, route};
use crate::wire::vca::CallAction;
use crate::{Input, Reply, Tree, Turn};

/// One event of a call, on its way to an answer.
pub(super) struct CallTurn<'a, T: Tree> {
    app: &'a App<T>,
    event: &'a CallAction<'a>,
    began: Instant,
}

/// How an event was answered.
struct Told<T> {
    body: Body,
    outcome: Result<Outcome<T>, LookupError>,
}

enum Outcome<T> {
    /// The state that follows; `None` where the call ends.
    Next(Option<T>),
    /// What was said before, to an event that came again.
    Again,
}

impl<'a, T: Tree> CallTurn<'a, T> {
    pub(super) fn new(app: &'a App<T>, event: &'a CallAction<'a>) -> Self {
        Self {
            app,
            event,
            began: Instant::now(),
        }
    }

    /// Decides what the call does next, and tells the log: one line for each event.
    pub(super) async fn answer(self, deadline: Instant) -> Body {
        let Self { app, event, began } = self;
        Span::current().record("session", &*name(event.payload.session_id.as_deref()));
        let deadline = deadline.min(began + app.limits.lookup);
        let key = once::key(event);
        let entry = key.as_deref().map(|key| app.once.enter(key));
        let Routed {
            mut found,
            mut turn,
            sealed,
        } = route::<T>(event);
        let kept = self.open(&found, sealed).unwrap_or_else(|| {
            found = Found::Lost {
                client_action_id: event.client_action_id().unwrap_or_default(),
            };
            turn = T::ring();
            T::Kept::default()
        });
        let flight = match entry {
            Some(Entry::Repeat(repeat)) => {
                if let Ok(Some(body)) = timeout_at(deadline, repeat.answer()).await {
                    self.tell(&found, &Ok(Outcome::Again));
                    return body;
                }
                // Whoever was to answer has died on the way. So the caller has to be told.
                self.tell(&found, &Err(LookupError::Late));
                return failure(&found).into_body();
            }
            Some(Entry::First(flight)) => Some(flight),
            None => None,
        };
        let told = match turn {
            Turn::Reply(reply) => {
                // What a call does not remember need not be written either.
                let carried = match sealed {
                    Some(_) => carry(&app.sealer, self.session(), reply, &kept),
                    None => Ok(reply),
                };
                told(&found, carried.map_err(LookupError::Seal))
            }
            Turn::Ask(lookup) => {
                let once = flight
                    .clone()
                    .map(|flight| self.once(flight, key.as_deref(), &found));
                self.ask((lookup, kept), &found, once, deadline).await
            }
        };
        let body = match &flight {
            Some(flight) => flight.settle(told.body),
            None => told.body,
        };
        self.tell(&found, &told.outcome);
        self.keep(&found, key, &told.outcome, &body);
        body
    }

    async fn ask(
        &self,
        (lookup, kept): (T::Lookup, T::Kept),
        found: &Found<'_, T>,
        once: Option<lookup::Once>,
        deadline: Instant,
    ) -> Told<T> {
        let session = name(self.event.payload.session_id.as_deref());
        let (state, _) = self.labels(found);
        let request = lookup::Request {
            asked: lookup::Asked {
                lookup,
                context: self.app.context.clone(),
                call: self.event.call(),
                kept,
                sealer: self.app.sealer.clone(),
            },
            deadline,
            patience: self.app.limits.lookup,
            once,
        };
        let answered = look_up::<T>(&self.app.lookups, request)
            .instrument(info_span!("lookup", session = &*session, state))
            .await;
        match answered {
            Ok(Answer::Now(reply)) => told(found, Ok(reply)),
            Ok(Answer::Again(body)) => Told {
                outcome: Ok(Outcome::Again),
                body,
            },
            Err(error) => told(found, Err(error)),
        }
    }

    /// What the call remembers; `None` if it is not to be trusted.
    fn open(&self, found: &Found<'_, T>, sealed: Option<&str>) -> Option<T::Kept> {
        let Found::At(state, _) = found else {
            return Some(T::Kept::default());
        };
        let opened = self
            .app
            .sealer
            .open(self.session(), state.client_action_id(), sealed);
        opened
            .inspect_err(|error| {
                let session = &*name(self.event.payload.session_id.as_deref());
                warn!(session, reason = %error, "the call begins anew");
            })
            .ok()
    }

    fn session(&self) -> &str {
        self.event.payload.session_id.as_deref().unwrap_or_default()
    }

    fn once(&self, flight: Flight, key: Option<&str>, found: &Found<'_, T>) -> lookup::Once {
        lookup::Once {
            flight,
            journal: self.app.journal.clone(),
            step: self.step(found, key.unwrap_or_default().to_owned(), "-"),
        }
    }

    /// The state that the event found the call in, and what the caller did there.
    fn labels(&self, found: &Found<'_, T>) -> (&'static str, String) {
        match found {
            Found::Ringing => ("-", "ringing".to_owned()),
            Found::At(state, input) => {
                let state = state.client_action_id();
                (state, metrics::label(T::DESCRIPTION, state, input))
            }
            Found::Lost { .. } => ("?", "-".to_owned()),
        }
    }

    fn step(&self, found: &Found<'_, T>, key: String, outcome: &str) -> Step {
        let (state, input) = self.labels(found);
        Step {
            key,
            session: self
                .event
                .payload
                .session_id
                .as_deref()
                .map_or("-", cut)
                .to_owned(),
            at: journal::now(),
            caller: self.event.caller().map(|number| number.to_string()),
            state: state.to_owned(),
            input,
            outcome: outcome.to_owned(),
        }
    }

    /// Has the journal keep it. What was looked up is kept already.
    fn keep(
        &self,
        found: &Found<'_, T>,
        key: Option<String>,
        outcome: &Result<Outcome<T>, LookupError>,
        body: &Body,
    ) {
        let Some(journal) = &self.app.journal else {
            return;
        };
        let to = match outcome {
            Ok(Outcome::Next(next)) => next.map_or("end", T::client_action_id),
            Ok(Outcome::Again) => return,
            Err(_) => "failed",
        };
        let named = key.is_some();
        let key = key.unwrap_or_else(|| format!("-{}", self.app.name_request()));
        let step = self.step(found, key, to);
        match outcome {
            // Who asks again after a restart, or at another server, is to hear the same. It
            // is not waited for: the database may be why the look-up failed.
            Err(error) if named && !matches!(error, LookupError::Elsewhere) => {
                const PATIENCE: Duration = Duration::from_secs(5);
                let (journal, body) = (journal.clone(), body.clone());
                tokio::spawn(async move {
                    if !matches!(
                        timeout(PATIENCE, journal.answer(&step, &body)).await,
                        Ok(Ok(_))
                    ) {
                        journal.step(step);
                    }
                });
            }
            _ => journal.step(step),
        }
    }

    /// Tells the log and the metrics.
    fn tell(&self, found: &Found<'_, T>, outcome: &Result<Outcome<T>, LookupError>) {
        let metrics = &self.app.metrics;
        let session = &*name(self.event.payload.session_id.as_deref());
        let event = &*name(self.event.payload.event_id.as_deref());
        let (state, label) = self.labels(found);
        let input = match found {
            Found::At(_, input) => kind(input),
            Found::Ringing => "ringing",
            Found::Lost { .. } => "-",
        };
        let took = self.began.elapsed();
        let next = match outcome {
            Err(reason) => {
                metrics.failed(reason.kind());
                metrics.answered("failed", took);
                let reason = if self.app.log_numbers {
                    reason.unmasked()
                } else {
                    reason.to_string()
                };
                error!(
                    session,
                    event,
                    state,
                    input,
                    outcome = "failed",
                    reason,
                    "call action"
                );
                return;
            }
            Ok(Outcome::Again) => {
                metrics.answered("repeated", took);
                info!(
                    session,
                    event,
                    state,
                    input,
                    outcome = "repeated",
                    "call action"
                );
                return;
            }
            Ok(Outcome::Next(next)) => *next,
        };
        if let Found::At(..) = found {
            metrics.input(state, &label);
        }
        if let Some(menu) = next.filter(|next| !next.is_transfer()) {
            metrics.entered(menu.client_action_id());
        }
        let outcome = next.map_or("end", T::client_action_id);
        if let Found::Lost { client_action_id } = found {
            metrics.answered("recovered", took);
            let lost = Redacted(client_action_id).to_string();
            warn!(
                session,
                event, outcome, lost, "call action recovered: no such clientActionId"
            );
        } else {
            metrics.answered("answered", took);
            info!(session, event, state, input, outcome, "call action");
        }
    }
}

/// What follows from how an event came out.
fn told<T: Tree>(found: &Found<'_, T>, outcome: Result<Reply<T>, LookupError>) -> Told<T> {
    match outcome {
        Ok(reply) => Told {
            outcome: Ok(Outcome::Next(reply.next())),
            body: reply.into_body(),
        },
        Err(error) => Told {
            outcome: Err(error),
            body: failure(found).into_body(),
        },
    }
}

/// What the caller hears when a look-up fails, in the language of the menu.
fn failure<T: Tree>(found: &Found<'_, T>) -> Reply<T> {
    match found {
        Found::At(state, _) => state.failure_at(),
        Found::Ringing | Found::Lost { .. } => T::failure(),
    }
}

/// What kind of input it was. Which key it was is the caller's business.
const fn kind(input: &Input<'_>) -> &'static str {
    match input {
        Input::Key(_) => "key",
        Input::Digits(_) => "digits",
        Input::Silence => "silence",
        Input::Leg(outcome) => metrics::leg(*outcome),
    }
}
