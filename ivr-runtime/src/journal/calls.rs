//! Reading the journal: which calls there were, and the path that each took.

use serde_json::Value as Json;

use super::Journal;
use crate::store::{Row, Store, StoreError};
use crate::wire::CallDirection;
use crate::wire::vss::Leg;

/// One call in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOverview {
    /// Names the session.
    pub session_id: String,
    /// When its first event was answered, in microseconds since 1970.
    pub began: i64,
    /// The caller's number, whole, where it is known.
    pub caller: Option<String>,
    /// How many events were answered.
    pub steps: i64,
    /// How the session ended, as the platform tells it; `None` until it does.
    pub status: Option<String>,
    /// How long it lasted in all, in seconds.
    pub seconds: Option<i64>,
}

/// One call from its beginning to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct CallDetails {
    /// What happened, the first event first: time in microseconds since 1970, state,
    /// input and outcome.
    pub path: Vec<(i64, String, String, String)>,
    /// The platform's summary; `None` until it comes.
    pub summary: Option<Json>,
}

impl Journal {
    /// The latest calls, the newest first.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn calls(store: &Store, limit: u32) -> Result<Vec<CallOverview>, StoreError> {
        let rows = store
            .query(
                "SELECT c.session_id, c.began, COALESCE(c.caller, s.caller), c.steps, s.status, s.seconds \
                 FROM (SELECT session_id, MIN(at) AS began, MAX(caller) AS caller, \
                              SUM(counted) AS steps \
                       FROM (SELECT session_id, at, caller, 1 AS counted FROM ivr_steps \
                             UNION ALL \
                             SELECT session_id, at, caller, 0 AS counted FROM ivr_summaries) AS e \
                       GROUP BY session_id) AS c \
                 LEFT JOIN ivr_summaries AS s ON s.session_id = c.session_id \
                 ORDER BY c.began DESC, c.session_id LIMIT $1",
                &[i64::from(limit).into()],
            )
            .await?;
        rows.iter().map(overview).collect()
    }

    /// One call; `None` if nothing is known of it.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn call(store: &Store, session: &str) -> Result<Option<CallDetails>, StoreError> {
        let steps = store
            .query(
                "SELECT at, state, input, outcome FROM ivr_steps \
                 WHERE session_id = $1 ORDER BY at, key",
                &[session.into()],
            )
            .await?;
        let summaries = store
            .query(
                "SELECT body FROM ivr_summaries WHERE session_id = $1",
                &[session.into()],
            )
            .await?;
        let text = |row: &Row, at| row.text(at).map(str::to_owned);
        let path = steps
            .iter()
            .map(|row| Ok((row.integer(0)?, text(row, 1)?, text(row, 2)?, text(row, 3)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let summary = match summaries.first() {
            Some(row) => serde_json::from_str(row.text(0)?).ok(),
            None => None,
        };
        let known = !path.is_empty() || summary.is_some();
        Ok(known.then_some(CallDetails { path, summary }))
    }
}

fn overview(row: &Row) -> Result<CallOverview, StoreError> {
    Ok(CallOverview {
        session_id: row.text(0)?.to_owned(),
        began: row.integer(1)?,
        caller: row.optional_text(2)?.map(str::to_owned),
        steps: row.integer(3)?,
        status: row.optional_text(4)?.map(str::to_owned),
        seconds: row.optional_integer(5)?,
    })
}

/// The person's number on the first leg, whichever side placed it.
pub(super) fn person(leg: &Leg) -> Option<&str> {
    match leg.call_direction {
        Some(CallDirection::Outbound) => leg.destination.as_deref(),
        _ => leg.source.as_deref(),
    }
}
