//! The record of a call.

use serde::Serialize;

use crate::carrier::eight_by_eight::simulator::Line;
use crate::carrier::eight_by_eight::wire::vss::SessionStatus;

/// A session that has ended, with everything that happened in it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Record {
    /// The session's id.
    pub session_id: String,
    /// How it ended.
    pub status: SessionStatus,
    /// Why, if the platform failed.
    pub error: Option<String>,
    /// What happened, in order.
    pub transcript: Vec<Line>,
    /// Every event that was or should have been posted, with its answer.
    pub deliveries: Vec<Delivery>,
    /// Moves that a scripted caller did not make.
    pub moves_left: Vec<String>,
    /// Whether a scripted caller hung up only because the script had ended.
    pub ran_out: bool,
}

/// One attempt to post an event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// The event's id; a repeated delivery carries the same one. Summaries have none.
    pub event_id: Option<String>,
    /// The attempt, from 1.
    pub attempt: u32,
    /// The path that it went to, with its query.
    pub to: String,
    /// The event, as posted.
    pub event: String,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// The answer, unchanged.
    pub answer: Option<String>,
    /// Why there is no usable answer.
    pub problem: Option<String>,
    /// Whether the session continued with this answer.
    pub used: bool,
}

impl Record {
    /// Every text that the caller heard, in order, including known transcripts of recordings.
    pub fn heard(&self) -> impl Iterator<Item = &str> {
        self.transcript.iter().filter_map(|line| line.what.words())
    }

    /// Every answer to a call action, used or not.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        let actions = self
            .deliveries
            .iter()
            .filter(|delivery| delivery.event_id.is_some());
        actions.filter_map(|delivery| delivery.answer.as_deref())
    }
}
