//! A request, and its name, which is in the response and on every log line that it causes.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tokio::time::Instant;
use tracing::{Span, error_span};
use warp::http::{HeaderName, HeaderValue};
use warp::reply::Response;

use super::shown::name;
use crate::journal;

/// The response header with the request's name.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request with its complete body.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) name: RequestName,
    pub(super) body: Bytes,
    /// When the body was complete.
    pub(super) at: Instant,
    /// When an unfinished lookup is abandoned.
    pub(super) deadline: Instant,
}

/// Names requests.
#[derive(Debug)]
pub(super) struct Names {
    /// Distinguishes this process from others that serve the same tree, and from its predecessors.
    process: String,
    given: AtomicU64,
}

/// A unique name of a request.
#[derive(Clone, Debug)]
pub(super) struct RequestName(String);

impl Names {
    pub(super) fn new() -> Self {
        Self {
            process: format!("{:x}-{:x}-", journal::now(), std::process::id()),
            given: AtomicU64::new(1),
        }
    }

    pub(super) fn next(&self) -> RequestName {
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        RequestName(format!("{}{number:x}", self.process))
    }
}

impl RequestName {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The span of its log lines. It is created only when there is something to log, and
    /// at every level, so that even a log of errors only shows which request they belong to.
    pub(super) fn span(&self, session: Option<&str>) -> Span {
        error_span!("request", id = self.0, session = &*name(session))
    }

    /// Adds the name to a response.
    pub(super) fn put(self, response: &mut Response) {
        // It contains only digits and dashes, which are valid in a header.
        if let Ok(value) = HeaderValue::try_from(self.0) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
    }
}
