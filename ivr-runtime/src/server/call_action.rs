//! Decides what a call does next: answers each event once, in time, and records it.

use std::sync::Arc;

use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Level, Span, enabled, error, error_span, info, warn};

use super::App;
use super::answers::Entry;
use super::event_name::EventName;
use super::lookup::{Answer, LookUp, LookupError, Record, keep, look_up};
use super::request::Received;
use super::shown::name;
use crate::carrier::{Document, Documents};
use crate::engine::event::Event;
use crate::engine::{Decision, Found, Next, decide};
use crate::journal::{self, Step};
use crate::logging::Redacted;
use crate::menu::label::InputLabel;
use crate::menu::{Call, Input, Tree};

/// One event of a call, on its way to an answer.
struct CallTurn<'a, T: Tree> {
    app: &'a App<T>,
    documents: &'a Arc<Documents<T>>,
    event: &'a Event<'a>,
    request: &'a Received,
    /// The state of the call when the event arrived.
    found: Found<'a, T>,
    /// The name of the event; `None` if the platform gave it no id.
    name: Option<EventName>,
    /// The state of the call, as metrics and journal name it.
    state: &'static str,
    /// What the caller did in that state.
    input: InputLabel,
}

/// The kinds of answer to an event.
enum Told<T> {
    /// The tree's reply and the next state; `None` if the call ends.
    Now(Option<T>),
    /// The previous answer, for a repeated event.
    Again,
    /// The failure text, for a failed lookup.
    Failure(LookupError),
}

/// Decides what the call does next, and logs one line per event.
pub(super) async fn answer<T: Tree>(
    app: &App<T>,
    documents: &Arc<Documents<T>>,
    event: &Event<'_>,
    request: &Received,
) -> Document {
    let Decision {
        found,
        forgotten,
        values,
        next,
    } = decide::<T>(documents.carrier().max_state(), app.sealer(), event);
    let (state, input) = match found {
        Found::Ringing => ("-", InputLabel::Ringing),
        Found::At(state, input) => {
            let state = state.client_action_id();
            (state, app.branches.label(state, input))
        }
        Found::Lost { .. } => ("?", InputLabel::Unknown),
    };
    let call = CallTurn {
        app,
        documents,
        event,
        request,
        found,
        name: EventName::of(documents.carrier().name(), event),
        state,
        input,
    };
    if let Some(error) = forgotten {
        let session = &*name(event.session.as_deref());
        let warn = || warn!(session, reason = %error, "the call starts over");
        call.span().in_scope(warn);
    }
    match next {
        Ok(Next::Reply(carried)) => {
            let document = documents.of(&carried);
            let told = |document| (document, Told::Now(carried.reply.next()));
            call.reply(document.map(told).map_err(LookupError::from))
        }
        // Boxed, to keep the future of all other events small.
        Ok(Next::Ask(lookup)) => Box::pin(call.look_up(lookup, values)).await,
        Err(error) => call.reply(Err(error.into())),
    }
}

impl<T: Tree> CallTurn<'_, T> {
    /// Answers without a lookup.
    fn reply(self, reply: Result<(Document, Told<T>), LookupError>) -> Document {
        let (body, told) = reply.unwrap_or_else(|error| self.failure(error));
        let is_repeat = |name: &EventName| self.app.answers.is_repeat(name.clone());
        if self.name.as_ref().is_some_and(is_repeat) {
            self.tell(&Told::Again);
        } else {
            self.tell(&told);
            self.keep(&told);
        }
        body
    }

    /// Answers with a lookup.
    async fn look_up(self, lookup: T::Lookup, values: T::Values) -> Document {
        let (app, request) = (self.app, self.request);
        let patience = app.live().limits.lookup;
        let deadline = request.deadline.min(request.at + patience);
        let flight = match self.name.clone().map(|name| app.answers.enter(name)) {
            Some(Entry::Again(awaited)) => {
                return match timeout_at(deadline, awaited.answer()).await {
                    Ok(Some(body)) => {
                        self.tell(&Told::Again);
                        body
                    }
                    // The task that should answer has died, so the caller hears a failure.
                    Ok(None) | Err(_) => {
                        let (body, told) = self.failure(LookupError::Late);
                        self.tell(&told);
                        body
                    }
                };
            }
            Some(Entry::First(flight)) => Some(flight),
            None => None,
        };
        let asked = LookUp {
            lookup,
            documents: Arc::clone(self.documents),
            context: app.context.clone(),
            call: Call {
                session_id: self.session().to_owned(),
                ..self.event.call()
            },
            session: self.event.session.as_deref().unwrap_or_default().into(),
            values,
            sealer: Arc::clone(app.sealer()),
            deadline,
            patience,
            record: flight.clone().map(|flight| Record {
                flight,
                journal: app.journal.clone(),
                step: self.step("-"),
            }),
        };
        let answered = look_up(&app.lookups, asked)
            .instrument(error_span!(parent: &self.span(), "lookup", state = self.state))
            .await;
        let (body, told) = match answered {
            Ok(Answer::Now(next, body)) => (body, Told::Now(next)),
            Ok(Answer::Again(body)) => (body, Told::Again),
            Err(error) => self.fail(error, deadline).await,
        };
        let body = match flight {
            Some(flight) => flight.settle(body),
            None => body,
        };
        self.tell(&told);
        self.keep(&told);
        body
    }

    /// The failure text, in the language of the menu.
    fn failure(&self, error: LookupError) -> (Document, Told<T>) {
        let failure = self.documents.of(&self.found.failure().into());
        // Replies without values were rendered when the server started, or it would not have started.
        (failure.unwrap_or_default(), Told::Failure(error))
    }

    /// The failure text, stored before it is sent if there is time, so that a repeat of the event gets the
    /// same answer after a restart or from another server.
    async fn fail(&self, error: LookupError, deadline: Instant) -> (Document, Told<T>) {
        let (body, told) = self.failure(error);
        if let (Some(journal), Some(_)) = (&self.app.journal, &self.name) {
            let kept = keep(journal.clone(), self.step("failed"), body.clone());
            if let Ok(Ok(Some(counts))) = timeout_at(deadline, kept).await
                && counts != body
            {
                return (counts, Told::Again);
            }
        }
        (body, told)
    }

    fn carrier(&self) -> &'static str {
        self.documents.carrier().name()
    }

    fn span(&self) -> Span {
        self.request.name.span(self.event.session.as_deref())
    }

    /// Names the call. Callers without a session must not share a name, or one would get what is stored
    /// for another. So each of their events gets its own.
    fn session(&self) -> &str {
        let given = [&self.event.session, &self.event.id].into_iter().flatten();
        let given = given.map(AsRef::as_ref).find(|name| !name.is_empty());
        given.unwrap_or_else(|| self.request.name.as_str())
    }

    /// The event's entry in the journal.
    fn step(&self, outcome: &'static str) -> Step {
        let name = match &self.name {
            Some(name) => name.as_str().to_owned(),
            None => format!("-{}", self.request.name.as_str()),
        };
        Step {
            key: name,
            session: self.session().to_owned(),
            at: journal::now(),
            carrier: self.carrier(),
            caller: self.event.caller().map(Into::into),
            state: self.state,
            input: self.input,
            outcome,
        }
    }

    /// Queues the step for the journal.
    fn keep(&self, told: &Told<T>) {
        let outcome = match told {
            Told::Again => return,
            Told::Now(next) => next.map_or("end", T::client_action_id),
            Told::Failure(_) => "failed",
        };
        if let Some(journal) = &self.app.journal {
            journal.step(self.step(outcome));
        }
    }

    /// Updates the metrics and the log.
    fn tell(&self, told: &Told<T>) {
        let metrics = &self.app.metrics;
        let took = self.request.at.elapsed();
        let is_lost = matches!(self.found, Found::Lost { .. });
        match told {
            Told::Failure(reason) => {
                metrics.failed(reason.kind());
                metrics.answered("failed", took);
            }
            Told::Again => metrics.answered("repeated", took),
            Told::Now(next) => {
                if let Found::At(..) = self.found {
                    metrics.input(self.state, self.input);
                }
                if let Some(menu) = next.filter(|next| !next.is_transfer()) {
                    metrics.entered(menu.client_action_id());
                }
                metrics.answered(if is_lost { "recovered" } else { "answered" }, took);
            }
        }
        // A span is created only if a line is written.
        if is_lost || matches!(told, Told::Failure(_)) || enabled!(Level::INFO) {
            self.span().in_scope(|| self.log(told));
        }
    }

    fn log(&self, told: &Told<T>) {
        let session = &*name(self.event.session.as_deref());
        let event = &*name(self.event.id.as_deref());
        let state = self.state;
        // The key itself is private.
        let input = match self.found {
            Found::At(_, Input::Key(_)) => "key",
            Found::At(_, Input::Digits(_)) => "digits",
            _ => self.input.as_str(),
        };
        let outcome = match told {
            Told::Now(next) => next.map_or("end", T::client_action_id),
            Told::Again => "repeated",
            Told::Failure(_) => "failed",
        };
        match (told, self.found) {
            (Told::Failure(reason), _) => {
                let reason = if self.app.live().log_numbers {
                    reason.unmasked()
                } else {
                    reason.to_string()
                };
                error!(session, event, state, input, outcome, reason, "call action");
            }
            (Told::Now(_), Found::Lost { state }) => {
                let lost = Redacted(state).to_string();
                warn!(
                    session,
                    event, outcome, lost, "call action recovered: unknown state"
                );
            }
            (Told::Now(_) | Told::Again, _) => {
                info!(session, event, state, input, outcome, "call action");
            }
        }
    }
}
