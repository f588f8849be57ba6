//! An exchange of the carrier and the server: as sent over HTTP, and in carrier-independent terms.

use serde::Serialize;
use warp::http::HeaderMap;

use crate::carrier::eight_by_eight::simulator::Delivery;
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::carrier::part::Part;
use crate::carrier::{Posted, Request};
use crate::engine::event::Event;
use crate::menu::label::InputLabel;
use crate::menu::{Description, StateKind};

/// An event and its answer.
#[derive(Serialize)]
pub(super) struct Exchange<'a> {
    #[serde(flatten)]
    delivery: &'a Delivery,
    /// What the event reports; `None` if it only reports the end of the call.
    asks: Option<Asks>,
    /// Whether the caller pressed too few keys and hears the same prompt again, so that the state stays the same.
    again: bool,
    /// The content of the answer, if the carrier accepts it.
    answers: Option<Answers>,
}

#[derive(Serialize)]
struct Asks {
    /// The state of the call; `None` for a new inbound call.
    state: Option<String>,
    /// The caller's input: keys, or a label such as `silence`.
    input: String,
}

#[derive(Serialize)]
struct Answers {
    /// The next state; `None` if the call ends.
    state: Option<String>,
    steps: Vec<&'static str>,
    /// The last text or recording before the next prompt.
    said: Option<String>,
}

impl<'a> Exchange<'a> {
    /// Parses a delivery in a call of this tree.
    pub(super) fn new(part: &dyn Part, tree: &'static Description, delivery: &'a Delivery) -> Self {
        let (path, query) = delivery.to.split_once('?').unwrap_or((&delivery.to, ""));
        let request = Request {
            path,
            query,
            headers: &HeaderMap::new(),
            body: delivery.event.as_bytes(),
        };
        let (asks, is_too_little) = match part.carrier().read(&request) {
            Ok(Posted::Asks(event)) => (Some(Asks::new(tree, &event)), false),
            Ok(Posted::TooFewKeys { event, .. }) => (Some(Asks::new(tree, &event)), true),
            _ => (None, false),
        };
        let answer = delivery.answer.as_deref().filter(|_| asks.is_some());
        let answer = answer.and_then(|body| part.answer(body).ok());
        let answers = answer.map(|answer| Answers {
            state: answer.client_action_id.and_then(|id| part.state(&id)),
            steps: answer.callflow.iter().map(named).collect(),
            said: answer.callflow.into_iter().rev().find_map(said),
        });
        let states = answers.as_ref().zip(asks.as_ref());
        let is_same = states.is_some_and(|(answers, asks)| answers.state == asks.state);
        Self {
            delivery,
            again: is_too_little && is_same,
            asks,
            answers,
        }
    }
}

impl Asks {
    fn new(tree: &'static Description, event: &Event<'_>) -> Self {
        let start = tree.states[tree.start].client_action_id;
        let state = event.state.as_deref().unwrap_or(start);
        let transfer = tree
            .state(state)
            .is_some_and(|state| matches!(state.kind, StateKind::Transfer));
        let input = match event.digits.as_deref() {
            _ if transfer => InputLabel::Leg(event.leg).as_str().to_owned(),
            Some(digits) if !digits.is_empty() => digits.to_owned(),
            _ => InputLabel::Silence.as_str().to_owned(),
        };
        Self {
            // Only an event without a state can be a new inbound call.
            state: (event.state.is_some() || !event.rings).then(|| state.to_owned()),
            input,
        }
    }
}

fn named(action: &Action) -> &'static str {
    match action {
        Action::Say(_) => "say",
        Action::PlayFile(_) => "play",
        Action::SayAndCapture(_) => "capture",
        Action::MakeCall(_) => "connect",
        Action::Hangup => "hang up",
    }
}

fn said(action: Action) -> Option<String> {
    match action {
        Action::Say(say) => Some(say.text),
        Action::PlayFile(file) => Some(file.file_url),
        _ => None,
    }
}
