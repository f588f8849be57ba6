//! Finds and deletes the data about a phone number.

use std::collections::BTreeSet;

use super::{CallDetails, Journal};
use crate::menu::Msisdn;
use crate::store::{Store, StoreError};

/// The number of rows that one statement scans. A long one would hold up writers.
const ROWS: i64 = 20_000;

/// The calls of a phone number: pairs of a session's id and the call.
pub type Known = Vec<(String, CallDetails)>;

impl Journal {
    /// Every call from or to a number, and every call whose summary mentions it.
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

    /// Deletes these calls, and returns their number. They can't be recovered from the database's
    /// files.
    ///
    /// # Errors
    /// If the database can't be written. Some calls may have been deleted by then.
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

/// The calls of a number. There is no index on numbers, because nothing else needs one, so this scans
/// all calls.
async fn sessions(store: &Store, number: &Msisdn) -> Result<BTreeSet<String>, StoreError> {
    let mut connection = store.browse().await?;
    let number = number.as_str();
    let named = format!("%{}%", number.trim_start_matches('+'));
    let mut found = BTreeSet::new();
    for (end, sql, values) in [
        (
            "SELECT at FROM ivr_steps WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2",
            "SELECT session_id FROM ivr_steps WHERE at > $1 AND at <= $2 AND caller = $3",
            &[number][..],
        ),
        (
            "SELECT at FROM ivr_summaries WHERE at > $1 ORDER BY at LIMIT 1 OFFSET $2",
            "SELECT session_id FROM ivr_summaries \
             WHERE at > $1 AND at <= $2 AND (caller = $3 OR body LIKE $4)",
            &[number, &named],
        ),
    ] {
        let mut from = Some(i64::MIN);
        while let Some(start) = from {
            let end = sqlx::query_scalar(end).bind(start).bind(ROWS);
            from = end.fetch_optional(&mut *connection).await?;
            let mut query = sqlx::query_scalar(sql)
                .bind(start)
                .bind(from.unwrap_or(i64::MAX));
            for value in values {
                query = query.bind(*value);
            }
            found.extend(query.fetch_all(&mut *connection).await?);
        }
    }
    Ok(found)
}
