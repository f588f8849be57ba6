//! The journal's calls, as the calls page reads them.

use std::time::Duration;

use futures_util::stream;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{sleep, timeout};
use warp::reply::Response;

use super::{PATIENCE, PageError, json as document, parameter, stream as events};
use crate::journal::{self, CallOverview, Journal};
use crate::menu::msisdn::mask;
use crate::store::Store;

/// Maximum number of calls on a page.
const PAGE: u32 = 25;

/// How often the journal is checked for changes. Other servers may write to the same database, so polling it is the
/// only way to notice; a check costs two index lookups.
const WATCH: Duration = Duration::from_millis(500);

/// One page of calls, the latest first.
pub(super) async fn latest(
    store: &Store,
    query: &str,
    numbers: bool,
) -> Result<Response, PageError> {
    let before = parameter(query, "before").and_then(|before| before.parse().ok());
    // One more than is shown, to know whether there is a next page.
    let mut calls = Journal::latest(store, before, PAGE + 1).await?;
    let more = calls.len() > PAGE as usize;
    calls.truncate(PAGE as usize);
    // As text: JavaScript's numbers don't hold every 64-bit integer.
    let next = calls
        .last()
        .filter(|_| more)
        .map(|call| call.latest.to_string());
    let calls: Vec<Value> = calls.iter().map(|call| overview(call, numbers)).collect();
    Ok(document(&json!({"calls": calls, "next": next})))
}

fn overview(call: &CallOverview, shown: bool) -> Value {
    let caller = call.caller.as_deref();
    let caller = caller.map(|number| {
        if shown {
            number.to_owned()
        } else {
            mask(number).to_string()
        }
    });
    json!({
        "session": call.session_id, "began": time(call.began), "carrier": call.carrier, "caller": caller,
        "steps": call.steps, "outcome": call.outcome, "status": call.status,
        "seconds": call.seconds, "live": call.is_live(),
    })
}

/// The path of one call. Its summary contains phone numbers, and is not sent.
pub(super) async fn one(store: &Store, session: &str) -> Result<Response, PageError> {
    let call = Journal::call(store, session).await?;
    let call = call.ok_or(PageError::NotFound)?;
    let path: Vec<Value> = call
        .path
        .iter()
        .map(|(at, state, input, outcome)| {
            json!({"at": time(*at), "state": state, "input": input, "outcome": outcome})
        })
        .collect();
    Ok(document(
        &json!({"carrier": call.carrier, "path": path, "status": call.status}),
    ))
}

/// How many callers took each edge, and where callers are now.
pub(super) async fn traffic(
    store: &Store,
    start: &str,
    query: &str,
) -> Result<Response, PageError> {
    let hours = parameter(query, "hours").and_then(|hours| hours.parse::<i64>().ok());
    let since =
        hours.map(|hours| journal::now().saturating_sub(hours.saturating_mul(3_600_000_000)));
    let traffic = Journal::traffic(store, since.unwrap_or(0)).await?;
    let ways: Vec<Value> = traffic
        .ways
        .iter()
        .map(|way| {
            json!({"state": way.state, "input": way.input, "outcome": way.outcome, "count": way.count})
        })
        .collect();
    let callers = Journal::callers(store).await?;
    let callers: Vec<Value> = callers
        .iter()
        .map(|callers| json!({"state": callers.state, "count": callers.count}))
        .collect();
    Ok(document(
        &json!({"start": start, "ways": ways, "cut": traffic.cut.map(time), "callers": callers}),
    ))
}

/// Notifies the page of changes in the journal.
pub(super) fn changes(store: Store, permit: OwnedSemaphorePermit) -> Response {
    let (tell, told) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut seen = None;
        while !tell.is_closed() {
            // If the database does not respond, the next check may succeed.
            if let Ok(Ok(version)) = timeout(PATIENCE, Journal::version(&store)).await
                && seen.replace(version) != Some(version)
                && tell.send(json!([version.0, version.1])).await.is_err()
            {
                break;
            }
            sleep(WATCH).await;
        }
    });
    let changes = stream::unfold(told, async |mut told| {
        let value = told.recv().await?;
        Some((value, told))
    });
    events::values(changes, permit)
}

/// A timestamp in RFC 3339 (UTC, milliseconds).
fn time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    format!("{time:.3}")
}
