//! Requests that are not served, and what their senders are told.

use serde::Serialize;
use tracing::{info, warn};
use warp::http::{HeaderValue, StatusCode, header};
use warp::reply::{Reply, Response};

use crate::wire::DecodeError;

/// Why a request is not served. The message says what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("{0}; send one JSON document in UTF-8")]
    NotJson(String),
    #[error(
        "{problem}; see \"Call Action Handling\" in the 8x8 Voice documentation for the shape of an event"
    )]
    WrongShape { field: String, problem: String },
    #[error("the connection broke off within the body; send the request again")]
    Interrupted,
    #[error("there is nothing at this path; post events to /vca_webhook or /vss_webhook")]
    NotFound,
    #[error("this path does not take this method; use {allow}")]
    MethodNotAllowed { allow: &'static str },
    #[error("the content type is not JSON; send `content-type: application/json`")]
    UnsupportedMediaType,
    #[error(
        "the body has more than {limit} bytes; no event of the platform does, so check who is sending"
    )]
    TooLarge { limit: usize },
    #[error("the body took too long to arrive; send the request again")]
    TooSlow,
}

impl Refusal {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotJson(_) | Self::Interrupted => StatusCode::BAD_REQUEST,
            Self::WrongShape { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// A stable name for programs to go by.
    const fn kind(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "not_json",
            Self::WrongShape { .. } => "wrong_shape",
            Self::Interrupted => "interrupted",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooLarge { .. } => "too_large",
            Self::TooSlow => "too_slow",
        }
    }

    /// Whether the rest of the request may still be on its way, so that no further one
    /// can be read from the connection.
    const fn leaves_body_unread(&self) -> bool {
        matches!(
            self,
            Self::Interrupted | Self::TooLarge { .. } | Self::TooSlow
        )
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        let problem = error.to_string();
        match error {
            DecodeError::NotJson(_) => Self::NotJson(problem),
            DecodeError::Shape { field, .. } => Self::WrongShape { field, problem },
        }
    }
}

/// What a refused request is answered with.
#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    message: &'a str,
}

impl Reply for Refusal {
    fn into_response(self) -> Response {
        let (status, kind) = (self.status(), self.kind());
        // Without the message: it quotes the request, which may hold digits.
        match &self {
            // What strangers ask for is no news.
            Self::NotFound => info!(kind, status = status.as_u16(), "request refused"),
            Self::WrongShape { field, .. } => {
                warn!(kind, field, status = status.as_u16(), "request refused");
            }
            _ => warn!(kind, status = status.as_u16(), "request refused"),
        }
        let message = self.to_string();
        let body = Body {
            error: kind,
            message: &message,
        };
        let mut response =
            warp::reply::with_status(warp::reply::json(&body), status).into_response();
        if let Self::MethodNotAllowed { allow } = self {
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if self.leaves_body_unread() {
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
