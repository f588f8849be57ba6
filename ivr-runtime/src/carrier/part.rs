//! The simulated part of a carrier: its requests about a call, and the parsing of our answers. For phones and tests.

use std::collections::VecDeque;
use std::time::Duration;
#[cfg(feature = "client")]
use std::time::SystemTime;

#[cfg(feature = "client")]
use futures_util::future::BoxFuture;
use warp::http::header::CONTENT_TYPE;
use warp::http::{HeaderMap, HeaderValue};

use super::{Carrier, Request};
use crate::carrier::eight_by_eight::simulator::{
    Form, Happened, Identity, Line, Question, Session,
};
#[cfg(feature = "client")]
use crate::carrier::eight_by_eight::simulator::{Order, PlaceError, Record};
use crate::carrier::eight_by_eight::wire::callflow::{Action, MakeCall};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::menu::Msisdn;
use crate::menu::reply::Step;

/// Simulates a carrier in a call.
pub(crate) trait Part: Send + Sync {
    /// The simulated carrier.
    fn carrier(&self) -> &'static dyn Carrier;

    /// The forms in which it reports keys, the usual one first.
    fn forms(&self) -> &'static [Form] {
        &[Form::ActionCompleted]
    }

    /// The callflow of the request that places an outbound call to `to`.
    ///
    /// # Errors
    /// If the carrier would refuse that request.
    fn opening(
        &self,
        _first_prompt: &[Step],
        from: &Msisdn,
        to: &Msisdn,
    ) -> Result<Vec<Action>, String> {
        // This carrier reports an answered outbound call like an inbound one.
        Ok(vec![Action::MakeCall(MakeCall {
            source: from.to_string(),
            destination: to.to_string(),
            call_recording: None,
        })])
    }

    /// The request that it posts when a session asks what to do next.
    fn question(&self, asking: &Asking<'_>) -> Posting;

    /// Parses our answer, as strictly as the carrier's documentation allows, into a callflow for the session. The next
    /// question returns the answer's `client_action_id`, however the carrier transports it.
    ///
    /// # Errors
    /// What is wrong with the answer.
    fn answer(&self, body: &str) -> Result<Answer, String>;

    /// The state in the id that an answer carried.
    fn state(&self, carried: &str) -> Option<String>;

    /// The request that reports the end of a session, `now` after its start.
    #[cfg(feature = "client")]
    fn summary(&self, identity: &Identity, session: &Session, now: Duration) -> Posting;

    /// Adds the proof that the carrier sends a request to this URL at this time.
    #[cfg(feature = "client")]
    fn sign(&self, posting: &mut Posting, url: &str, secret: Option<&str>, at: SystemTime);

    /// Makes a call to a server that answers the carrier.
    #[cfg(feature = "client")]
    fn place(&self, order: Order) -> BoxFuture<'static, Result<Record, PlaceError>>;
}

/// A session that asks what to do next.
pub(crate) struct Asking<'a> {
    pub(crate) identity: &'a Identity,
    /// The event's id.
    pub(crate) event_id: &'a str,
    pub(crate) session: &'a Session,
    pub(crate) question: &'a Question,
    /// The time since the session began.
    pub(crate) now: Duration,
}

/// A request that a carrier posts.
#[derive(Clone, Debug)]
pub(crate) struct Posting {
    /// The path of its webhook.
    pub(crate) webhook: &'static str,
    /// The URL from our last answer that it goes to instead, as in a link on a page.
    pub(crate) action: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Posting {
    pub(crate) fn new(webhook: &'static str, content_type: &'static str, body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self {
            webhook,
            action: None,
            headers,
            body,
        }
    }

    /// The path that it is sent to, including the query.
    pub(crate) fn target(&self) -> &str {
        self.action.as_deref().unwrap_or(self.webhook)
    }

    /// The request as the server receives it.
    pub(crate) fn request(&self) -> Request<'_> {
        let target = self.target();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            path,
            query,
            headers: &self.headers,
            body: self.body.as_bytes(),
        }
    }
}

/// The number of tries of a prompt, and the messages after each, for carriers whose documents repeat the prompt. The
/// first one has been removed from `verbs`; this removes its repetitions.
pub(crate) fn tries<V: Clone + PartialEq>(
    question: &V,
    verbs: &mut VecDeque<V>,
    is_text: impl Fn(&V) -> bool,
) -> (u32, Option<V>) {
    // The same text, if any, follows each repetition.
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

/// A line of a session for people: with the state alone, without the carrier's wrapping.
pub(crate) fn told(part: &dyn Part, line: &Line) -> Line {
    let mut line = line.clone();
    if let Happened::Asks {
        client_action_id, ..
    }
    | Happened::Answered { client_action_id } = &mut line.what
        && let Some(state) = client_action_id.as_deref().and_then(|id| part.state(id))
    {
        *client_action_id = Some(state);
    }
    line
}
