//! Reading the journal: the path that a call took.

use serde_json::Value as Json;

use super::Journal;
use super::step::kept;
use crate::store::{Store, StoreError};

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
    /// One call; `None` if nothing is known of it.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn call(store: &Store, session: &str) -> Result<Option<CallDetails>, StoreError> {
        let mut connection = store.browse().await?;
        let path: Vec<(i64, String, String, String)> = sqlx::query_as(
            "SELECT at, state, input, outcome FROM ivr_steps \
             WHERE session_id = $1 ORDER BY at, key",
        )
        .bind(kept(session).as_ref())
        .fetch_all(&mut *connection)
        .await?;
        let body: Option<String> =
            sqlx::query_scalar("SELECT body FROM ivr_summaries WHERE session_id = $1")
                .bind(kept(session).as_ref())
                .fetch_optional(&mut *connection)
                .await?;
        // As it came, and so it may begin with a byte order mark.
        let read = |body: String| serde_json::from_str(body.trim_start_matches('\u{feff}')).ok();
        let summary = body.and_then(read);
        let known = !path.is_empty() || summary.is_some();
        Ok(known.then_some(CallDetails { path, summary }))
    }
}
