//! What is left of a call once it is over.

use serde::Serialize;

use crate::carrier::eight_by_eight::simulator::Line;
use crate::carrier::eight_by_eight::wire::vss::SessionStatus;

/// A session that is over, with all that it was told and heard.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Record {
    /// Names the session.
    pub session_id: String,
    /// How it ended.
    pub status: SessionStatus,
    /// Why, where the platform gave up.
    pub error: Option<String>,
    /// What happened, in order.
    pub transcript: Vec<Line>,
    /// Every event that was posted, or should have been, with what was answered.
    pub deliveries: Vec<Delivery>,
    /// What a scripted caller was to do and did not.
    pub moves_left: Vec<String>,
    /// Whether a scripted caller hung up only because nothing was left to do.
    pub ran_out: bool,
}

/// One attempt to post an event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// Names the event; a repeated delivery carries the same one. Summaries have none.
    pub event_id: Option<String>,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The path that it went to, with its query.
    pub to: String,
    /// The event, as posted.
    pub event: String,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// The answer, as it came.
    pub answer: Option<String>,
    /// Why there is no answer, or why it is of no use.
    pub problem: Option<String>,
    /// Whether the session went on by this answer.
    pub used: bool,
}

impl Record {
    /// Every text that the caller heard, in order; what a recording says is one, where it is known.
    pub fn heard(&self) -> impl Iterator<Item = &str> {
        self.transcript.iter().filter_map(|line| line.what.words())
    }

    /// Every answer that came to a call action, used or not.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        let actions = self
            .deliveries
            .iter()
            .filter(|delivery| delivery.event_id.is_some());
        actions.filter_map(|delivery| delivery.answer.as_deref())
    }
}
