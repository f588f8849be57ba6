//! A carrier without the carrier: what it posts about a call, and how it takes our answers. For phones and tests.

use std::time::Duration;

use warp::http::HeaderMap;

use super::{Carrier, Request};
use crate::simulator::{Identity, Question, Session};
use crate::wire::vca::Answer;

/// A carrier's part in a call that is made without it.
pub(crate) trait Part: Sync {
    /// Whose part it is.
    fn carrier(&self) -> &'static dyn Carrier;

    /// What it posts when a session asks what to do next.
    fn question(&self, asking: &Asking<'_>) -> Posting;

    /// Reads our answer as strictly as the carrier's documents allow, into what a session runs. What comes back
    /// with the next question is the answer's `client_action_id`, whatever the carrier makes of it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn answer(&self, body: &str) -> Result<Answer, String>;
}

/// A session that asks what to do next.
pub(crate) struct Asking<'a> {
    pub(crate) identity: &'a Identity,
    /// Names the event.
    pub(crate) event_id: &'a str,
    pub(crate) session: &'a Session,
    pub(crate) question: &'a Question,
    /// Since the session began.
    pub(crate) now: Duration,
}

/// A request that a carrier posts.
#[derive(Debug, Default)]
pub(crate) struct Posting {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Posting {
    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            body: self.body.as_bytes(),
        }
    }
}
