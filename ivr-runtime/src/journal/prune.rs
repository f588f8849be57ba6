//! Deletes expired rows.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{Journal, micros, now};
use crate::store::{Store, StoreError};

/// How long to keep answers for repeated events. The platform's retries end within minutes.
const ANSWERS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Minimum pause between two steps, for other writers.
const PAUSE: Duration = Duration::from_millis(20);

/// Timeout of a step: a database that is gone silently never answers.
const LONGEST: Duration = Duration::from_secs(10);

impl Journal {
    /// Deletes expired answers and calls. Returns the number of rows. Of several servers, only one
    /// does it.
    ///
    /// # Errors
    /// If the database can't be written.
    pub async fn prune(store: &Store, calls: Duration) -> Result<u64, StoreError> {
        // The oldest first. A writer waits for at most one of these statements.
        let tables = [
            (
                ANSWERS,
                "DELETE FROM ivr_answers WHERE key IN \
                 (SELECT key FROM ivr_answers WHERE claimed_at < $1 ORDER BY claimed_at LIMIT 250)",
            ),
            (
                calls,
                "DELETE FROM ivr_steps WHERE (session_id, key) IN \
                 (SELECT session_id, key FROM ivr_steps WHERE at < $1 ORDER BY at LIMIT 250)",
            ),
            (
                calls,
                "DELETE FROM ivr_summaries WHERE session_id IN \
                 (SELECT session_id FROM ivr_summaries WHERE at < $1 ORDER BY at LIMIT 250)",
            ),
        ];
        let mut deleted = 0;
        for (age, sql) in tables {
            let before = now().saturating_sub(micros(age));
            loop {
                let began = Instant::now();
                match timeout(LONGEST, some(store, sql, before)).await?? {
                    0 => break,
                    rows => deleted += rows,
                }
                // Leave most of the time to others.
                sleep(PAUSE.max(began.elapsed() * 3)).await;
            }
        }
        Ok(deleted)
    }
}

/// Deletes some rows, and returns their number, which is 0 if another server is pruning.
async fn some(store: &Store, sql: &'static str, before: i64) -> Result<u64, StoreError> {
    let mut transaction = store.begin().await?;
    if store.is_shared() {
        let ours: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(8182)")
            .fetch_one(&mut *transaction)
            .await?;
        if !ours {
            return Ok(0);
        }
    }
    let deleted = sqlx::query(sql)
        .bind(before)
        .execute(&mut *transaction)
        .await?;
    if !store.is_shared() {
        // PostgreSQL vacuums on its own; SQLite must be told.
        sqlx::query("PRAGMA incremental_vacuum(250)")
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(deleted.rows_affected())
}
