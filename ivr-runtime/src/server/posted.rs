//! Handles what a carrier posts.

use std::sync::Arc;

use tokio::time::timeout_at;
use tracing::{error, info};
use warp::http::header::CONTENT_TYPE;
use warp::http::{HeaderMap, HeaderValue};
use warp::reject::Rejection;
use warp::reply::Response;

use super::access::Access;
use super::gate::Visitor;
use super::refusal::{Refusal, Refused};
use super::request::Received;
use super::shown::{log_progress, log_summary, name};
use super::{App, call_action};
use crate::carrier::{Document, Documents, Posted, Proof, Request};
use crate::engine::event::Summary;
use crate::logging::Causes;
use crate::logging::Redacted;
use crate::menu::Tree;

/// A request to a carrier's webhook, before its body is read.
pub(super) struct Incoming<T> {
    documents: Arc<Documents<T>>,
    path: &'static str,
    query: String,
    headers: HeaderMap,
}

impl<T: Tree> Incoming<T> {
    /// `None` if no carrier of the tree posts to the path.
    pub(super) fn new(app: &App<T>, path: &str, query: String, headers: HeaderMap) -> Option<Self> {
        let (documents, path) = app.carriers.iter().find_map(|documents| {
            let mut webhooks = documents.carrier().webhooks().iter();
            let webhook = webhooks.find(|webhook| webhook.path == path)?;
            Some((Arc::clone(documents), webhook.path))
        })?;
        Some(Self {
            documents,
            path,
            query,
            headers,
        })
    }

    /// Whether the carrier sent the request, as far as the head and this part of the body show.
    pub(super) fn proof(&self, access: &Access, body: &[u8]) -> Proof {
        let carrier = self.documents.carrier();
        let secrets = access.secrets.iter();
        let secrets: Vec<_> = secrets.filter(|one| one.is_for(carrier.name())).collect();
        carrier.authenticate(&self.request(body), &secrets)
    }

    /// Whether the carrier sends bodies of this type. A missing type is accepted: the body must parse
    /// anyway.
    pub(super) fn is_readable(&self) -> bool {
        let sent = self.headers.get(CONTENT_TYPE);
        sent.is_none_or(|sent| self.documents.carrier().reads(sent))
    }

    fn request<'a>(&'a self, body: &'a [u8]) -> Request<'a> {
        Request {
            path: self.path,
            query: &self.query,
            headers: &self.headers,
            body,
        }
    }
}

/// Answers a request.
pub(super) async fn answer<T: Tree>(
    app: Arc<App<T>>,
    visitor: Visitor,
    incoming: Incoming<T>,
    received: Received,
) -> Result<Response, Rejection> {
    match document(&app, &visitor, &incoming, &received).await {
        Ok(document) => {
            let content_type = incoming.documents.carrier().content_type();
            let mut response = Response::new(document.into_bytes().into());
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().insert(CONTENT_TYPE, content_type);
            received.name.put(&mut response);
            Ok(response)
        }
        Err(refusal) => Err(Refused::named(refusal, received.name).into()),
    }
}

async fn document<T: Tree>(
    app: &App<T>,
    visitor: &Visitor,
    incoming: &Incoming<T>,
    received: &Received,
) -> Result<Document, Refusal> {
    let documents = &incoming.documents;
    let request = incoming.request(&received.body);
    if incoming.proof(&app.live().access, &received.body) != Proof::Given {
        return Err(Refusal::Unauthorized);
    }
    visitor.is_known();
    let in_span = |tell: &dyn Fn()| received.name.span(None).in_scope(tell);
    match documents.carrier().read(&request)? {
        Posted::Asks(event) => {
            return Ok(call_action::answer(app, documents, &event, received).await);
        }
        Posted::TooFewKeys { event, left } => {
            let Some(document) = documents.again(&event, left) else {
                return Ok(call_action::answer(app, documents, &event, received).await);
            };
            let session = &*name(event.session.as_deref());
            in_span(&|| info!(session, left, "too few keys: asked again"));
            return Ok(document);
        }
        Posted::Over(summary) => {
            let carrier = documents.carrier();
            let body = carrier.json(&received.body);
            session_summary(carrier.name(), &summary, &body, app, received).await?;
        }
        Posted::Progress(progress) => in_span(&|| log_progress(&progress)),
        Posted::Other(kind) => {
            let kind = Redacted(&kind).to_string();
            in_span(&|| info!(kind, "event ignored"));
        }
    }
    Ok(documents.carrier().nothing().into())
}

/// Stores how a session of this carrier ended, and its summary as JSON. The summary is acknowledged only once it is
/// stored, so that the carrier sends it again otherwise.
pub(super) async fn session_summary<T: Tree>(
    carrier: &str,
    summary: &Summary,
    body: &str,
    app: &App<T>,
    request: &Received,
) -> Result<(), Refusal> {
    let session = summary.session.as_deref();
    let span = request.name.span(session);
    span.in_scope(|| log_summary(summary, app.live().log_numbers));
    let (Some(journal), Some(session)) = (&app.journal, session.filter(|id| !id.is_empty())) else {
        return Ok(());
    };
    let kept = journal.summary(carrier, session, summary, body);
    let kept = timeout_at(request.deadline, kept).await;
    let reason = match kept {
        Ok(Ok(left_at)) => {
            // If the last step led to a menu, the caller hung up in it.
            let menu = left_at.as_deref().and_then(T::from_client_action_id);
            if let Some(menu) = menu.filter(|state| !state.is_transfer()) {
                app.metrics.abandoned(menu.client_action_id());
            }
            return Ok(());
        }
        Ok(Err(error)) => Causes(&error).to_string(),
        Err(_) => "the database does not answer".to_owned(),
    };
    let session = &*name(Some(session));
    span.in_scope(|| error!(session, reason, "session summary not stored"));
    Err(Refusal::NotKept)
}
