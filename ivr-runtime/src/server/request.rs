//! A request, and what it is called: in its answer, and on every line of the log that it causes.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;
use tracing::{Span, error_span};
use warp::http::HeaderValue;

use super::webhook::name;
use crate::hexadecimal::Hexadecimal;
use crate::journal;

/// A request whose body has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Received<'a> {
    pub(super) name: &'a RequestName,
    pub(super) body: &'a [u8],
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
        let digits = Hexadecimal::of(number);
        let digits = &digits.as_str()[number.leading_zeros() as usize / 4..];
        // Exactly as long as it becomes, so that it is a header without being copied.
        let mut name = String::with_capacity(self.process.len() + digits.len());
        name.push_str(&self.process);
        name.push_str(digits);
        RequestName(name)
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

    pub(super) fn into_header(self) -> Option<HeaderValue> {
        HeaderValue::from_maybe_shared(bytes::Bytes::from(self.0)).ok()
    }
}
