//! Reads the path of a call from the journal.

use serde_json::Value as Json;

use super::Journal;
use super::step::kept;
use crate::store::{Store, StoreError};

/// One call in full: its path through the tree, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct CallDetails {
    /// The name of its carrier, such as `twilio`.
    pub carrier: String,
    /// The steps, oldest first: time in microseconds since 1970, state,
    /// input and outcome.
    pub path: Vec<(i64, String, String, String)>,
    /// How it ended, in the carrier's terms; `None` before its summary.
    pub status: Option<String>,
    /// The carrier's summary as JSON; `None` before it has arrived.
    pub summary: Option<Json>,
}

impl Journal {
    /// Reads one call; `None` if the journal does not contain it.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn call(store: &Store, session: &str) -> Result<Option<CallDetails>, StoreError> {
        let mut connection = store.browse().await?;
        let steps: Vec<(String, i64, String, String, String)> = sqlx::query_as(
            "SELECT carrier, at, state, input, outcome FROM ivr_steps \
             WHERE session_id = $1 ORDER BY at, key",
        )
        .bind(kept(session).as_ref())
        .fetch_all(&mut *connection)
        .await?;
        let end: Option<(String, Option<String>, String)> =
            sqlx::query_as("SELECT carrier, status, body FROM ivr_summaries WHERE session_id = $1")
                .bind(kept(session).as_ref())
                .fetch_optional(&mut *connection)
                .await?;
        let (mut carrier, mut path) = (None, Vec::new());
        for (by, at, state, input, outcome) in steps {
            carrier = Some(by);
            path.push((at, state, input, outcome));
        }
        let (mut status, mut summary) = (None, None);
        if let Some((by, told, body)) = end {
            carrier = carrier.or(Some(by));
            status = told;
            // Stored as received, so it may begin with a byte order mark.
            summary = serde_json::from_str(body.trim_start_matches('\u{feff}')).ok();
        }
        Ok(carrier.map(|carrier| CallDetails {
            carrier,
            path,
            status,
            summary,
        }))
    }
}
