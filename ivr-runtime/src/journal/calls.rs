//! Reading the journal: the path that a call took.

use serde_json::Value as Json;

use super::Journal;
use super::step::kept;
use crate::store::{Row, Store, StoreError};

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
        let steps = store
            .query(
                "SELECT at, state, input, outcome FROM ivr_steps \
                 WHERE session_id = $1 ORDER BY at, key",
                &[kept(session).into()],
            )
            .await?;
        let summaries = store
            .query(
                "SELECT body FROM ivr_summaries WHERE session_id = $1",
                &[kept(session).into()],
            )
            .await?;
        let text = |row: &Row, at| row.text(at).map(str::to_owned);
        let path = steps
            .iter()
            .map(|row| Ok((row.integer(0)?, text(row, 1)?, text(row, 2)?, text(row, 3)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let summary = match summaries.first() {
            // As it came, and so it may begin with a byte order mark.
            Some(row) => serde_json::from_str(row.text(0)?.trim_start_matches('\u{feff}')).ok(),
            None => None,
        };
        let known = !path.is_empty() || summary.is_some();
        Ok(known.then_some(CallDetails { path, summary }))
    }
}
