//! What a call does next: the tree's answer, given once, in time, and told of.

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tracing::{Instrument, Level, Span, enabled, error, error_span, info, warn};

use super::App;
use super::lookup::{self, Answer, LookupError, look_up};
use super::metrics::{self, Label};
use super::once::{Body, Entry, Key, Repeat};
use super::request::Received;
use super::webhook::{cut, name};
use crate::journal::{self, EventName, Step};
use crate::kept::carry;
use crate::redact::Redacted;
use crate::route::{Found, Routed, route};
use crate::wire::vca::CallAction;
use crate::{Input, Reply, Tree, Turn};

/// One event of a call, on its way to an answer.
pub(super) struct CallTurn<'a, T: Tree> {
    app: &'a App<T>,
    event: &'a CallAction<'a>,
    request: Received<'a>,
}

/// How metrics and journal name what an event tells.
#[derive(Clone, Copy)]
struct Labels<'a> {
    /// The state that it found the call in.
    state: &'static str,
    /// What the caller did there.
    input: Label<'a>,
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
    pub(super) fn new(app: &'a App<T>, event: &'a CallAction<'a>, request: Received<'a>) -> Self {
        Self {
            app,
            event,
            request,
        }
    }

    /// Gives an answer that the tree alone knows, as it knows nearly all of them. `None` where there
    /// is more to do: something to look up or to unseal, or an event that came before.
    pub(super) fn at_once(&self) -> Option<Body> {
        match route::<T>(self.event) {
            Routed {
                found,
                turn: Turn::Reply(reply),
                sealed: None,
            } => self.reply(&found, Key::of(self.event), Ok(reply)).ok(),
            _ => None,
        }
    }

    /// Decides what the call does next, and tells the log: one line for each event.
    pub(super) async fn answer(self) -> Body {
        let Received { at, deadline, .. } = self.request;
        let deadline = deadline.min(at + self.app.limits.lookup);
        let key = Key::of(self.event);
        let Routed {
            mut found,
            mut turn,
            sealed,
        } = route::<T>(self.event);
        let kept = self.open(&found, sealed).unwrap_or_else(|| {
            found = Found::Lost {
                client_action_id: self.event.client_action_id().unwrap_or_default(),
            };
            turn = T::ring();
            T::Kept::default()
        });
        match turn {
            Turn::Reply(reply) => {
                // What a call does not remember need not be written either.
                let reply = match sealed {
                    Some(_) => carry(&self.app.sealer, self.session(), reply, &kept),
                    None => Ok(reply),
                };
                match self.reply(&found, key, reply.map_err(LookupError::Seal)) {
                    Ok(body) => body,
                    Err(repeat) => self.repeat(&found, repeat, deadline).await,
                }
            }
            Turn::Ask(lookup) => self.look_up(&found, key, (lookup, kept), deadline).await,
        }
    }

    /// Gives an answer that the tree knows, unless the event came before.
    fn reply(
        &self,
        found: &Found<'_, T>,
        key: Option<Key<'a>>,
        reply: Result<Reply<T>, LookupError>,
    ) -> Result<Body, Repeat> {
        let Told { body, outcome } = told(found, reply);
        let repeat = key.and_then(|key| self.app.once.give(key, &body));
        if let Some(repeat) = repeat {
            return Err(repeat);
        }
        let labels = self.labels(found);
        self.tell(found, labels, &outcome);
        self.keep(labels, key, &outcome, &body);
        Ok(body)
    }

    /// Gives an answer that has to be looked up.
    async fn look_up(
        self,
        found: &Found<'_, T>,
        key: Option<Key<'a>>,
        asked: (T::Lookup, T::Kept),
        deadline: Instant,
    ) -> Body {
        let flight = match key.map(|key| self.app.once.enter(key)) {
            Some(Entry::Repeat(repeat)) => return self.repeat(found, repeat, deadline).await,
            Some(Entry::First(flight)) => Some(flight),
            None => None,
        };
        let labels = self.labels(found);
        let once = flight.clone().map(|flight| lookup::Once {
            flight,
            journal: self.app.journal.clone(),
            step: self.step(labels, key, "-").into_owned(),
        });
        let told = self.ask(asked, found, labels.state, once, deadline).await;
        let body = match &flight {
            Some(flight) => flight.settle(told.body),
            None => told.body,
        };
        self.tell(found, labels, &told.outcome);
        self.keep(labels, key, &told.outcome, &body);
        body
    }

    /// Gives the answer that an event was given before, or is about to be.
    async fn repeat(self, found: &Found<'_, T>, repeat: Repeat, deadline: Instant) -> Body {
        let answer = timeout_at(deadline, repeat.answer()).await;
        let labels = self.labels(found);
        if let Ok(Some(body)) = answer {
            self.tell(found, labels, &Ok(Outcome::Again));
            return body;
        }
        // Whoever was to answer has died on the way. So the caller has to be told.
        self.tell(found, labels, &Err(LookupError::Late));
        failure(found).into_body()
    }

    async fn ask(
        &self,
        (lookup, kept): (T::Lookup, T::Kept),
        found: &Found<'_, T>,
        state: &str,
        once: Option<lookup::Once>,
        deadline: Instant,
    ) -> Told<T> {
        let of_request = self.span();
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
            .instrument(error_span!(parent: &of_request, "lookup", state))
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

    fn span(&self) -> Span {
        self.request
            .name
            .span(self.event.payload.session_id.as_deref())
    }

    fn labels(&self, found: &Found<'_, T>) -> Labels<'a> {
        let (state, input) = match found {
            Found::Ringing => ("-", Label::of("ringing")),
            Found::At(state, input) => {
                let state = state.client_action_id();
                (state, self.app.metrics.label(state, input))
            }
            Found::Lost { .. } => ("?", Label::of("-")),
        };
        Labels { state, input }
    }

    fn step(&self, labels: Labels<'_>, key: Option<Key<'a>>, outcome: &'static str) -> Step<'a> {
        let nameless = || EventName {
            id: format!("-{}", self.request.name.as_str()).into(),
            rest: None,
        };
        let session = self.event.payload.session_id.as_deref();
        Step {
            key: key.map_or_else(nameless, Key::name),
            session: session.map_or("-", cut).into(),
            at: journal::now(),
            caller: self.event.caller().map(Into::into),
            state: labels.state,
            input: labels.input.text,
            outcome,
        }
    }

    /// Has the journal keep it. What was looked up is kept already.
    fn keep(
        &self,
        labels: Labels<'_>,
        key: Option<Key<'a>>,
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
        match outcome {
            // Who asks again after a restart, or at another server, is to hear the same. It
            // is not waited for: the database may be why the look-up failed.
            Err(error) if key.is_some() && !matches!(error, LookupError::Elsewhere) => {
                const PATIENCE: Duration = Duration::from_secs(5);
                let step = self.step(labels, key, to).into_owned();
                let (journal, body) = (journal.clone(), body.clone());
                tokio::spawn(async move {
                    if !matches!(
                        timeout(PATIENCE, journal.answer(&step, &body)).await,
                        Ok(Ok(_))
                    ) {
                        journal.step(&step);
                    }
                });
            }
            _ => journal.step(&self.step(labels, key, to)),
        }
    }

    /// Tells the metrics and the log.
    fn tell(
        &self,
        found: &Found<'_, T>,
        labels: Labels<'_>,
        outcome: &Result<Outcome<T>, LookupError>,
    ) {
        let metrics = &self.app.metrics;
        let took = self.request.at.elapsed();
        match outcome {
            Err(reason) => {
                metrics.failed(reason.kind());
                metrics.answered("failed", took);
            }
            Ok(Outcome::Again) => metrics.answered("repeated", took),
            Ok(Outcome::Next(next)) => {
                metrics.input(labels.state, labels.input);
                if let Some(menu) = next.filter(|next| !next.is_transfer()) {
                    metrics.entered(menu.client_action_id());
                }
                let lost = matches!(found, Found::Lost { .. });
                metrics.answered(if lost { "recovered" } else { "answered" }, took);
            }
        }
        let plain = outcome.is_ok() && !matches!(found, Found::Lost { .. });
        if !plain || enabled!(Level::INFO) {
            self.span()
                .in_scope(|| self.log(found, labels.state, outcome));
        }
    }

    fn log(&self, found: &Found<'_, T>, state: &str, outcome: &Result<Outcome<T>, LookupError>) {
        let session = &*name(self.event.payload.session_id.as_deref());
        let event = &*name(self.event.payload.event_id.as_deref());
        let input = match found {
            Found::At(_, input) => kind(input),
            Found::Ringing => "ringing",
            Found::Lost { .. } => "-",
        };
        match (outcome, found) {
            (Err(reason), _) => {
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
            }
            (Ok(Outcome::Again), _) => {
                info!(
                    session,
                    event,
                    state,
                    input,
                    outcome = "repeated",
                    "call action"
                );
            }
            (Ok(Outcome::Next(next)), Found::Lost { client_action_id }) => {
                let outcome = next.map_or("end", T::client_action_id);
                let lost = Redacted(client_action_id).to_string();
                warn!(
                    session,
                    event, outcome, lost, "call action recovered: no such clientActionId"
                );
            }
            (Ok(Outcome::Next(next)), _) => {
                let outcome = next.map_or("end", T::client_action_id);
                info!(session, event, state, input, outcome, "call action");
            }
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
