//! What becomes of what a carrier posts.

use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use tokio::time::timeout_at;
use tracing::{error, info};
use warp::reject::Rejection;
use warp::reply::Response;

use super::App;
use super::call_action;
use super::refusal::{Refusal, Refused, json};
use super::request::Received;
use super::shown::{log_progress, log_summary, name};
use crate::Tree;
use crate::carrier::{Carrier, Document, Documents, Posted};
use crate::event::Summary;
use crate::redact::Redacted;

/// One of the paths that a carrier posts to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Webhook<C> {
    path: &'static str,
    carrier: PhantomData<C>,
}

/// From the one segment of its path.
impl<C: Carrier> FromStr for Webhook<C> {
    type Err = NoWebhook;

    fn from_str(segment: &str) -> Result<Self, NoWebhook> {
        let mut paths = C::WEBHOOKS.iter();
        let path = paths.find(|path| path.strip_prefix('/') == Some(segment));
        Ok(Self {
            path: path.ok_or(NoWebhook)?,
            carrier: PhantomData,
        })
    }
}

/// A path leads to something else.
#[derive(Debug)]
pub(super) struct NoWebhook;

/// Answers what was posted.
pub(super) async fn answer<T: Tree, C: Carrier>(
    (app, documents): (Arc<App<T>>, Arc<Documents<T, C>>),
    webhook: Webhook<C>,
    request: Received,
) -> Result<Response, Rejection> {
    match document(&app, &documents, webhook.path, &request).await {
        Ok(document) => {
            let mut response = json(document);
            request.name.put(&mut response);
            Ok(response)
        }
        Err(refusal) => Err(Refused::named(refusal, request.name).into()),
    }
}

async fn document<T: Tree, C: Carrier>(
    app: &App<T>,
    documents: &Arc<Documents<T, C>>,
    webhook: &str,
    request: &Received,
) -> Result<Document, Refusal> {
    let in_span = |tell: &dyn Fn()| request.name.span(None).in_scope(tell);
    match C::read(webhook, &request.body)? {
        Posted::Asks(event) => {
            return Ok(call_action::answer(app, documents, &event, request).await);
        }
        Posted::Over(summary) => session_summary(&summary, app, request).await?,
        Posted::Progress(progress) => in_span(&|| log_progress(&progress)),
        Posted::Other(kind) => {
            let kind = Redacted(&kind).to_string();
            in_span(&|| info!(kind, "event ignored"));
        }
    }
    Ok(C::NOTHING.into())
}

/// Keeps how a session ended. Only then is it acknowledged: what is not kept is to be sent
/// again.
async fn session_summary<T: Tree>(
    summary: &Summary,
    app: &App<T>,
    request: &Received,
) -> Result<(), Refusal> {
    let session = summary.session.as_deref();
    let span = request.name.span(session);
    span.in_scope(|| log_summary(summary, app.live().log_numbers));
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
