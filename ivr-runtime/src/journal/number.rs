//! What is known of a phone number: to show it to whom it belongs, and to forget it.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::{CallDetails, Journal};
use crate::Msisdn;
use crate::store::{Store, StoreError};

/// The number of rows that are looked through at once, so that nobody's data is held for long.
const SLICE: i64 = 20_000;

/// What the journal knows of a number: its calls, by their sessions.
pub type Known = Vec<(String, CallDetails)>;

impl Journal {
    /// Every call of a number, and every call whose summary names it.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn known(store: &Store, number: &Msisdn) -> Result<Known, StoreError> {
        let mut known = Vec::new();
        for session in sessions(store, number).await? {
            if let Some(call) = Self::call(store, &session).await? {
                known.push((session, call));
            }
        }
        Ok(known)
    }

    /// Deletes these calls, and gives how many they were. Nothing of them can be read back from the
    /// database's files.
    ///
    /// # Errors
    /// If the database can't be written. What is deleted by then is.
    pub async fn forget(store: &Store, number: &Msisdn) -> Result<usize, StoreError> {
        let sessions = sessions(store, number).await?;
        for session in &sessions {
            let mut transaction = store.begin().await?;
            if !store.is_shared() {
                sqlx::query("PRAGMA secure_delete = TRUE")
                    .execute(&mut *transaction)
                    .await?;
            }
            for sql in [
                "DELETE FROM ivr_answers WHERE key IN \
                 (SELECT key FROM ivr_steps WHERE session_id = $1)",
                "DELETE FROM ivr_steps WHERE session_id = $1",
                "DELETE FROM ivr_summaries WHERE session_id = $1",
            ] {
                sqlx::query(sql)
                    .bind(session)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
        }
        Ok(sessions.len())
    }
}

/// The calls of a number. Calls are not found by their numbers otherwise, so there is no index for
/// it, and all are looked through.
async fn sessions(store: &Store, number: &Msisdn) -> Result<BTreeSet<String>, StoreError> {
    let mut connection = store.browse().await?;
    let digits = number.as_str().trim_start_matches('+');
    let named = format!("%{digits}%");
    let mut found = BTreeSet::new();
    let mut from = Some(i64::MIN);
    while let Some(start) = from {
        from = next(
            &mut connection,
            "SELECT at FROM ivr_steps WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2",
            start,
        )
        .await?;
        let sql = "SELECT session_id FROM ivr_steps WHERE at > $1 AND at <= $2 AND caller = $3";
        let query = sqlx::query_scalar(sql)
            .bind(start)
            .bind(from.unwrap_or(i64::MAX));
        found.extend(
            query
                .bind(number.as_str())
                .fetch_all(&mut *connection)
                .await?,
        );
    }
    let mut from = Some(i64::MIN);
    while let Some(start) = from {
        from = next(
            &mut connection,
            "SELECT at FROM ivr_summaries WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2",
            start,
        )
        .await?;
        let sql = "SELECT session_id FROM ivr_summaries \
                   WHERE at > $1 AND at <= $2 AND (caller = $3 OR body LIKE $4)";
        let query = sqlx::query_scalar(sql)
            .bind(start)
            .bind(from.unwrap_or(i64::MAX));
        let query = query.bind(number.as_str()).bind(&named);
        found.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

/// Where a slice ends that begins after a time; `None` for the last one.
async fn next(
    connection: &mut AnyConnection,
    sql: &'static str,
    start: i64,
) -> Result<Option<i64>, StoreError> {
    let next = sqlx::query_scalar(sql).bind(start).bind(SLICE);
    Ok(next.fetch_optional(connection).await?)
}
