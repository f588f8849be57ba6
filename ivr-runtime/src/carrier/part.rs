//! A carrier without the carrier: what it posts about a call, and how it takes our answers. For phones and tests.

use std::collections::VecDeque;
use std::time::Duration;

use warp::http::HeaderMap;

use super::{Carrier, Request};
use crate::carrier::eight_by_eight::simulator::{Identity, Question, Session};
use crate::carrier::eight_by_eight::wire::vca::Answer;

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

/// How many times a question is asked, which has been taken off the `verbs`, and what is said behind each: for
/// carriers at which it stands in the document as often. Takes off what belongs to it.
pub(crate) fn tries<V: Clone + PartialEq>(
    question: &V,
    verbs: &mut VecDeque<V>,
    is_text: impl Fn(&V) -> bool,
) -> (u32, Option<V>) {
    // Between two that are the same, and behind the last, stands the same text, if any does.
    let failure = verbs.front().filter(|verb| is_text(verb)).cloned();
    let mut each = vec![question.clone()];
    each.extend(failure.clone());
    verbs.drain(..each.len() - 1);
    let mut tries = 1;
    while verbs.iter().take(each.len()).eq(&each) {
        verbs.drain(..each.len());
        tries += 1;
    }
    (tries, failure)
}
