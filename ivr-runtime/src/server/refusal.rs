//! Refused requests, and their responses.

use std::convert::Infallible;
use std::net::IpAddr;

use serde::Serialize;
use tokio::time::Instant;
use tracing::{info, warn};
use warp::http::{HeaderValue, StatusCode, header};
use warp::reject::{Reject, Rejection};
use warp::reply::{Reply, Response};

use super::App;
use super::metrics::Metrics;
use super::request::RequestName;
use crate::carrier::{Document, ReadError};
use crate::logging::{BurstLine, Bursts};
use crate::menu::Tree;

/// Why a request is refused. The message says what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("{0}")]
    NotJson(String),
    #[error("{problem}")]
    WrongShape { field: String, problem: String },
    #[error("the head of the request is not HTTP/1.1, has no path, or is too long")]
    BadHead,
    #[error("the request must name exactly one host; send one `host` header")]
    BadHost,
    #[error("the connection closed before the end of the body; send the request again")]
    Interrupted,
    #[error("there is nothing at this path; post events to {}", .webhooks.join(" or "))]
    NotFound { webhooks: Vec<&'static str> },
    #[error(
        "there is nothing at this path; this address serves /metrics, /readyz and /healthz, and on loopback the pages / and /calls"
    )]
    NoAdminPath,
    #[error("this path does not accept this method; use {allow}")]
    MethodNotAllowed { allow: &'static str },
    #[error("the content type is not JSON; send `content-type: application/json`")]
    UnsupportedMediaType,
    #[error(
        "the body has more than {limit} bytes; no event of the platform does, so check who is sending"
    )]
    TooLarge { limit: usize },
    #[error("the body took too long to arrive; send the request again")]
    TooSlow,
    #[error(
        "the `authorization` header is not what this server expects; register the webhook with the server's secret"
    )]
    Unauthorized,
    #[error("your address is not on this server's list; add it with --allow")]
    Forbidden,
    #[error("use a host name of this machine: 127.0.0.1 or localhost")]
    StrangeHost,
    #[error("too many connections are open; close one, and send the request again")]
    TooManyConnections,
    #[error("this can't be stored right now; send it again later")]
    NotKept,
}

impl Refusal {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::NotJson(_) | Self::Interrupted | Self::BadHead | Self::BadHost => {
                StatusCode::BAD_REQUEST
            }
            Self::WrongShape { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound { .. } | Self::NoAdminPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::StrangeHost => StatusCode::FORBIDDEN,
            Self::TooManyConnections => StatusCode::TOO_MANY_REQUESTS,
            Self::NotKept => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A stable name for programs.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not_json",
            Self::WrongShape { .. } => "wrong_shape",
            Self::BadHead => "bad_head",
            Self::BadHost => "bad_host",
            Self::Interrupted => "interrupted",
            Self::NotFound { .. } | Self::NoAdminPath => "not_found",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooLarge { .. } => "too_large",
            Self::TooSlow => "too_slow",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::StrangeHost => "strange_host",
            Self::TooManyConnections => "too_many_connections",
            Self::NotKept => "not_kept",
        }
    }

    /// Whether the rest of the request may still be in transit, so that the connection can't be
    /// reused.
    const fn leaves_body_unread(&self) -> bool {
        matches!(
            self,
            Self::Interrupted
                | Self::BadHead
                | Self::BadHost
                | Self::TooLarge { .. }
                | Self::TooSlow
                | Self::Unauthorized
                | Self::Forbidden
                | Self::TooManyConnections
        )
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Format(problem) => Self::NotJson(problem),
            ReadError::Shape { field, problem } => Self::WrongShape { field, problem },
        }
    }
}

/// A refusal on its way from the filter that refuses to [`refuse`].
#[derive(Clone, Debug)]
pub(super) struct Refused {
    refusal: Refusal,
    /// The name of the request, if the log has mentioned it already.
    name: Option<RequestName>,
    /// The refused client, if it is behind a proxy.
    client: Option<IpAddr>,
}

impl Reject for Refused {}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        warp::reject::custom(Refused::from(refusal))
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            name: None,
            client: None,
        }
    }
}

impl Refused {
    pub(super) fn named(refusal: Refusal, name: RequestName) -> Self {
        Self {
            name: Some(name),
            ..Self::from(refusal)
        }
    }

    /// Refuses a client behind a proxy.
    pub(super) fn behind_proxy(refusal: Refusal, client: IpAddr) -> Self {
        Self {
            client: Some(client),
            ..Self::from(refusal)
        }
    }

    /// The refusal of a filter; `otherwise` if no filter matched the request.
    fn of(rejection: &Rejection, otherwise: impl FnOnce() -> Refusal) -> Self {
        let refused = rejection.find().cloned();
        refused.unwrap_or_else(|| otherwise().into())
    }
}

/// Answers every request to the webhooks' address that no filter serves: counts it, logs it, and says
/// why.
pub(super) fn refuse<T: Tree>(
    app: &App<T>,
    rejection: &Rejection,
    peer: IpAddr,
) -> Result<Response, Infallible> {
    let webhooks = || app.webhooks().collect();
    let refused = Refused::of(rejection, || Refusal::NotFound {
        webhooks: webhooks(),
    });
    let Refused {
        refusal,
        name,
        client,
    } = refused;
    let name = name.unwrap_or_else(|| app.names.next());
    let tell = || refusal.tell(client.unwrap_or(peer), &app.metrics, &app.bursts);
    name.span(None).in_scope(tell);
    let mut response = refusal.into_response();
    name.put(&mut response);
    Ok(response)
}

/// The same on the admin address, without counting.
pub(super) fn refuse_admin(rejection: &Rejection) -> Result<Response, Infallible> {
    Ok(Refused::of(rejection, || Refusal::NoAdminPath)
        .refusal
        .into_response())
}

/// A body that is already JSON.
pub(super) fn json(document: Document) -> Response {
    let mut response = Response::new(document.into_bytes().into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// The JSON of a refusal.
#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    message: &'a str,
}

impl Refusal {
    /// Counts a refusal, and logs the first ones of a burst.
    pub(super) fn tell(&self, from: IpAddr, metrics: &Metrics, bursts: &Bursts) {
        let (status, kind) = (self.status().as_u16(), self.kind());
        metrics.refused(kind);
        let Some(BurstLine { from, unlogged }) = bursts.line(kind, from, Instant::now()) else {
            return;
        };
        // Without the message: it quotes the request, which may contain digits.
        match self {
            // Unknown paths are routine noise.
            Self::NotFound { .. } => info!(kind, status, from, unlogged, "request refused"),
            Self::WrongShape { field, .. } => {
                warn!(kind, field, status, from, unlogged, "request refused");
            }
            _ => warn!(kind, status, from, unlogged, "request refused"),
        }
    }

    /// The complete response as bytes, for a connection without a slot.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let status = self.status();
        let body = self.document();
        format!(
            "HTTP/1.1 {} {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            status.as_u16(),
            status.canonical_reason().unwrap_or_default(),
            body.len(),
        )
        .into_bytes()
    }

    fn document(&self) -> String {
        let message = self.to_string();
        let body = Body {
            error: self.kind(),
            message: &message,
        };
        // It contains only strings, which always serialise.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl Reply for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response =
            warp::reply::with_status(json(self.document().into()), status).into_response();
        if let Self::MethodNotAllowed { allow } = self {
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if self == Self::Unauthorized {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        if self == Self::NotKept {
            let seconds = HeaderValue::from_static("5");
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        if self.leaves_body_unread() {
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
