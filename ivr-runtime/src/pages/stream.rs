//! Sends events to a page as they happen (server-sent events).

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _, stream};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, watch};
use warp::http::HeaderMap;
use warp::reply::{Reply as _, Response};
use warp::sse::Event;

/// The events of a call. All are kept, so that a page that lost its connection can continue where it was.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) entries: Vec<String>,
    pub(super) over: bool,
}

/// Streams all past and future entries of `log`, after the last one that the page has received.
pub(super) fn follow(
    log: watch::Receiver<Log>,
    headers: &HeaderMap,
    permit: OwnedSemaphorePermit,
) -> Response {
    let seen = headers.get("last-event-id");
    let seen = seen.and_then(|id| id.to_str().ok()?.parse().ok());
    let from = seen.map_or(0, |last: usize| last.saturating_add(1));
    reply(entries(log, from), permit)
}

fn entries(log: watch::Receiver<Log>, from: usize) -> impl Stream<Item = Event> {
    let begun = (log, from, VecDeque::new(), false);
    stream::unfold(
        begun,
        |(mut log, mut next, mut ready, mut over)| async move {
            loop {
                if let Some((id, entry)) = ready.pop_front() {
                    let event = Event::default().id(format!("{id}")).data::<String>(entry);
                    return Some((event, (log, next, ready, over)));
                }
                if over {
                    return None;
                }
                // A log that is dropped without an end has ended too.
                let changed = log
                    .wait_for(|log| log.over || log.entries.len() > next)
                    .await;
                let Ok(now) = changed else { return None };
                let new = now.entries.iter().enumerate().skip(next);
                ready.extend(new.map(|(id, entry)| (id, entry.clone())));
                (next, over) = (now.entries.len(), now.over);
            }
        },
    )
}

/// Streams values as events.
pub(super) fn values(
    values: impl Stream<Item = Value> + Send + Sync + 'static,
    permit: OwnedSemaphorePermit,
) -> Response {
    let events = values.map(|value| Event::default().data(value.to_string()));
    reply(events, permit)
}

/// Holds the permit until the stream ends or its reader disconnects.
fn reply(
    events: impl Stream<Item = Event> + Send + Sync + 'static,
    permit: OwnedSemaphorePermit,
) -> Response {
    const ALIVE: Duration = Duration::from_secs(15);
    let events = events.map(move |event| {
        let _ = &permit;
        Ok::<_, Infallible>(event)
    });
    let alive = warp::sse::keep_alive().interval(ALIVE);
    warp::sse::reply(alive.stream(events)).into_response()
}
