//! What the two webhooks do with an event.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use tokio::time::timeout_at;
use tracing::{error, info};
use warp::http::{HeaderValue, header};
use warp::reject::Rejection;
use warp::reply::Response;

use super::App;
use super::answers::Body;
use super::call_action;
use super::refusal::{Refusal, Refused};
use super::request::Received;
use crate::Tree;
use crate::msisdn::mask;
use crate::redact::Redacted;
use crate::wire::EventType;
use crate::wire::vca::CallAction;
use crate::wire::vcs::CallReport;
use crate::wire::vss::{Leg, SessionSummary};

/// The answer to an event that asks for nothing.
const NOTHING: &str = "{}";

/// The URL that an event was posted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Webhook {
    Vca,
    Vss,
}

impl Webhook {
    /// Where it is.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Vca => "/vca_webhook",
            Self::Vss => "/vss_webhook",
        }
    }
}

/// From the one segment of its path.
impl FromStr for Webhook {
    type Err = NoWebhook;

    fn from_str(segment: &str) -> Result<Self, NoWebhook> {
        [Self::Vca, Self::Vss]
            .into_iter()
            .find(|webhook| webhook.path().strip_prefix('/') == Some(segment))
            .ok_or(NoWebhook)
    }
}

/// A path leads to something else.
#[derive(Debug)]
pub(super) struct NoWebhook;

/// Answers an event.
pub(super) async fn answer<T: Tree>(
    app: Arc<App<T>>,
    webhook: Webhook,
    request: Received,
) -> Result<Response, Rejection> {
    match document(&app, webhook, &request).await {
        Ok(document) => {
            let mut response = json(document);
            request.name.put(&mut response);
            Ok(response)
        }
        Err(refusal) => Err(Refused::named(refusal, request.name).into()),
    }
}

/// What an event is answered with.
///
/// What it asks for is decided by its type and not by the URL, so that a webhook
/// that was registered under the wrong one still serves its callers.
async fn document<T: Tree>(
    app: &App<T>,
    webhook: Webhook,
    request: &Received,
) -> Result<Body, Refusal> {
    let body = &request.body;
    // Nearly all events are call actions, so they are read at once. The type of what is none decides how
    // strictly it is read.
    let read = match CallAction::read(body) {
        Ok(event) if event.event_type == EventType::CallAction => {
            return Ok(call_action::answer(app, &event.into_event(), request).await);
        }
        read => read,
    };
    let in_span = |tell: &dyn Fn()| request.name.span(None).in_scope(tell);
    match EventType::read(body)? {
        EventType::CallAction => {
            read?;
        }
        EventType::SessionSummary => match SessionSummary::read(body) {
            Ok(summary) => session_summary(&summary, app, request).await?,
            Err(error) if webhook == Webhook::Vss => return Err(error.into()),
            Err(_) => in_span(&|| info!("session summary without a payload")),
        },
        EventType::CallStatus => {
            let report = CallReport::read(body)?;
            in_span(&|| log_report(&report));
        }
        EventType::Other(kind) => {
            let kind = Redacted(&kind).to_string();
            in_span(&|| info!(kind, "event ignored"));
        }
    }
    Ok(NOTHING.into())
}

/// A document that is JSON already.
pub(super) fn json(document: Body) -> Response {
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

/// Keeps how a session ended. Only then is it acknowledged: what is not kept is to be sent
/// again.
async fn session_summary<T: Tree>(
    summary: &SessionSummary,
    app: &App<T>,
    request: &Received,
) -> Result<(), Refusal> {
    let session = summary.payload.session_id.as_deref();
    let span = request.name.span(session);
    span.in_scope(|| log_summary(summary, app.log_numbers));
    let (Some(journal), Some(session)) = (&app.journal, session.filter(|id| !id.is_empty())) else {
        return Ok(());
    };
    let body = String::from_utf8_lossy(&request.body);
    let kept = timeout_at(request.deadline, journal.summary(session, summary, &body)).await;
    let reason = match kept {
        Ok(Ok(left_at)) => {
            // Where the last step led to a menu, the caller hung up there.
            let menu = left_at.as_deref().and_then(T::from_client_action_id);
            if let Some(menu) = menu.filter(|state| !state.is_transfer()) {
                app.metrics.abandoned(menu.client_action_id());
            }
            return Ok(());
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the database does not answer".to_owned(),
    };
    let session = &*name(Some(session));
    span.in_scope(|| error!(session, reason, "session summary not kept"));
    Err(Refusal::NotKept)
}

/// A session, an event or a leg, as the log names it. One that holds a phone number, as
/// nothing of the platform's does, is masked.
pub(super) fn name(id: Option<&str>) -> Cow<'_, str> {
    /// As many digits in a row may be those of a phone number.
    const NUMBER: usize = 7;
    let id = id.map_or("-", cut);
    let has_letters = id.bytes().any(|byte| byte.is_ascii_alphabetic());
    // The platform's own: hexadecimal, in which a few digits meet by chance.
    let of_platform = id.len() >= 32 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let runs = id.split(|c: char| !c.is_ascii_digit());
    if has_letters && (of_platform || runs.map(str::len).max() < Some(NUMBER)) {
        id.into()
    } else if has_letters {
        Redacted(id).to_string().into()
    } else if id.bytes().filter(u8::is_ascii_digit).count() >= NUMBER {
        mask(id).to_string().into()
    } else {
        id.into()
    }
}

/// An id, as much of it as the platform's own have: 36 characters, and some to spare.
pub(super) fn cut(id: &str) -> &str {
    const LONGEST: usize = 64;
    &id[..id.floor_char_boundary(LONGEST)]
}

fn log_summary(summary: &SessionSummary, numbers: bool) {
    let session = &summary.payload;
    let details = session.details.as_ref();
    let caller = |leg: Option<&Leg>, number: fn(&Leg) -> Option<&String>| {
        let number = leg.and_then(number)?;
        Some(if numbers {
            number.clone()
        } else {
            mask(number).to_string()
        })
    };
    let first = details.and_then(|details| details.call_a.as_ref());
    let error = session.error_details.as_ref();
    info!(
        session = &*name(session.session_id.as_deref()),
        status = session
            .session_status
            .as_ref()
            .map(|status| Redacted(status.as_str()).to_string()),
        last_action = session
            .last_action
            .as_deref()
            .map(|action| Redacted(action).to_string()),
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
        session = &*name(leg.and_then(|leg| leg.session_id.as_deref())),
        call = &*name(leg.and_then(|leg| leg.call_id.as_deref())),
        status = leg
            .and_then(|leg| leg.call_status.as_ref())
            .map(|status| Redacted(status.as_str()).to_string()),
        "call status"
    );
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn ids_are_shown_and_the_numbers_in_them_are_not() {
        for (id, shown) in [
            ("session-1", "session-1"),
            (
                "f1b2c3d4-1234-4567-8901-123456789012",
                "f1b2c3d4-1234-4567-8901-123456789012",
            ),
            ("123456", "123456"),
            ("+6591234567", "+65******67"),
            ("659-1234-567", "659*******67"),
            ("x6591234567", "x[number]"),
            ("sip:+6591234567@example.com", "sip:+[number]@example.com"),
        ] {
            assert_eq!(name(Some(id)), shown);
        }
        assert_eq!(name(None), "-");
    }
}
