//! What the two webhooks do with an event.

use std::borrow::Cow;

use tokio::time::Instant;
use tracing::{Instrument, error, info, info_span, warn};
use warp::http::{HeaderValue, header};
use warp::reply::Response;

use super::App;
use super::lookup::look_up;
use super::refusal::Refusal;
use crate::msisdn::mask;
use crate::redact::Redacted;
use crate::route::{Found, Routed, route};
use crate::wire::EventType;
use crate::wire::vca::CallAction;
use crate::wire::vcs::CallReport;
use crate::wire::vss::{Leg, SessionSummary};
use crate::{Input, Outcome, Reply, Tree, Turn};

/// The answer to an event that asks for nothing.
const NOTHING: &str = "{}";

/// The URL that an event was posted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Webhook {
    Vca,
    Vss,
}

/// Answers an event.
///
/// What it asks for is decided by its type and not by the URL, so that a webhook
/// that was registered under the wrong one still serves its callers. A look-up that
/// is not done by `deadline` is given up.
pub(super) async fn answer<T: Tree>(
    webhook: Webhook,
    body: &[u8],
    app: &App<T>,
    deadline: Instant,
) -> Result<Response, Refusal> {
    let reply = match EventType::read(body)? {
        EventType::CallAction => {
            let event = CallAction::read(body)?;
            call_action(&event, app, deadline).await.into_body()
        }
        EventType::SessionSummary => {
            match SessionSummary::read(body) {
                Ok(summary) => log_summary(&summary),
                Err(error) if webhook == Webhook::Vss => return Err(error.into()),
                Err(_) => info!("session summary without a payload"),
            }
            NOTHING.into()
        }
        EventType::CallStatus => {
            log_report(&CallReport::read(body)?);
            NOTHING.into()
        }
        EventType::Other(kind) => {
            let kind = Redacted(&kind).to_string();
            info!(kind, "event ignored");
            NOTHING.into()
        }
    };
    Ok(json(reply))
}

/// A document that is JSON already.
pub(super) fn json(document: Cow<'static, str>) -> Response {
    let mut response = Response::new(match document {
        Cow::Borrowed(fixed) => fixed.into(),
        Cow::Owned(rendered) => rendered.into(),
    });
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// Decides what a call does next, and tells the log: one line for each event.
async fn call_action<T: Tree>(event: &CallAction<'_>, app: &App<T>, deadline: Instant) -> Reply<T> {
    let session = name(event.payload.session_id.as_deref());
    let id = name(event.payload.event_id.as_deref());
    let Routed { found, turn } = route::<T>(event);
    let (state, input) = match &found {
        Found::Ringing => ("-", "ringing"),
        Found::At(state, input) => (state.client_action_id(), kind(input)),
        Found::Lost { .. } => ("?", "-"),
    };
    let answered = match turn {
        Turn::Reply(reply) => Ok(reply),
        Turn::Ask(lookup) => {
            let deadline = deadline.min(Instant::now() + app.limits.lookup);
            look_up::<T>(lookup, app.context.clone(), event.call(), deadline)
                .instrument(info_span!("lookup", session, state))
                .await
        }
    };
    let reply = match answered {
        Ok(reply) => reply,
        Err(reason) => {
            let reason = reason.to_string();
            error!(
                session,
                event = id,
                state,
                input,
                outcome = "failed",
                reason,
                "call action"
            );
            return T::failure();
        }
    };
    let outcome = reply.next().map_or("end", T::client_action_id);
    if let Found::Lost { client_action_id } = found {
        let lost = Redacted(client_action_id).to_string();
        warn!(
            session,
            event = id,
            outcome,
            lost,
            "call action recovered: no such clientActionId"
        );
    } else {
        info!(session, event = id, state, input, outcome, "call action");
    }
    reply
}

/// A session, an event or a leg, as the log names it.
fn name(id: Option<&str>) -> &str {
    /// The platform's own are 36 characters long.
    const SHOWN: usize = 64;
    id.map_or("-", |id| &id[..id.floor_char_boundary(SHOWN)])
}

/// What kind of input it was. Which key it was is the caller's business.
const fn kind(input: &Input<'_>) -> &'static str {
    match input {
        Input::Key(_) => "key",
        Input::Digits(_) => "digits",
        Input::Silence => "silence",
        Input::Leg(Outcome::Answered) => "leg answered",
        Input::Leg(Outcome::Busy) => "leg busy",
        Input::Leg(Outcome::NoAnswer) => "leg not answered",
        Input::Leg(Outcome::Failed) => "leg failed",
    }
}

fn log_summary(summary: &SessionSummary) {
    let session = &summary.payload;
    let details = session.details.as_ref();
    let caller = |leg: Option<&Leg>, number: fn(&Leg) -> Option<&String>| {
        leg.and_then(number).map(|number| mask(number).to_string())
    };
    let first = details.and_then(|details| details.call_a.as_ref());
    let error = session.error_details.as_ref();
    info!(
        session = name(session.session_id.as_deref()),
        status = session
            .session_status
            .as_ref()
            .map(|status| status.as_str()),
        last_action = session.last_action.as_deref(),
        calls = session.call_count,
        seconds = first.and_then(|leg| leg.call_duration),
        from = caller(first, |leg| leg.source.as_ref()),
        to = caller(first, |leg| leg.destination.as_ref()),
        error_code = error.and_then(|error| error.error_code),
        error = error
            .and_then(|error| error.error_msg.as_deref())
            .map(|text| Redacted(text).to_string()),
        "session over"
    );
}

fn log_report(report: &CallReport) {
    let leg = report.payload.as_ref();
    info!(
        session = name(leg.and_then(|leg| leg.session_id.as_deref())),
        call = name(leg.and_then(|leg| leg.call_id.as_deref())),
        status = leg
            .and_then(|leg| leg.call_status.as_ref())
            .map(|status| status.as_str()),
        "call status"
    );
}
