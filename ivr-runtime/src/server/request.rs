//! A request, and what it is called: in its answer, and on every line of the log that it causes.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tokio::time::Instant;
use tracing::{Span, error_span};
use warp::http::{HeaderName, HeaderValue};
use warp::reply::Response;

use super::shown::name;
use crate::journal;

/// Tells the sender what the log calls the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request whose body has come.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) name: RequestName,
    pub(super) body: Bytes,
    /// When all of the body was there.
    pub(super) at: Instant,
    /// A look-up that is not done by then is given up.
    pub(super) deadline: Instant,
}

/// Names requests.
#[derive(Debug)]
pub(super) struct Names {
    /// Tells the process from others that serve the same tree, and from itself before a restart.
    process: String,
    given: AtomicU64,
}

/// A name that no other request has.
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

    /// What its lines are logged in. It is made only where there is something to say, and
    /// at every level, so that even a log of nothing but errors tells whose they are.
    pub(super) fn span(&self, session: Option<&str>) -> Span {
        error_span!("request", id = self.0, session = &*name(session))
    }

    /// Puts it into an answer.
    pub(super) fn put(self, response: &mut Response) {
        // It holds nothing but digits and dashes, which are always a header.
        if let Ok(value) = HeaderValue::try_from(self.0) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
    }
}
