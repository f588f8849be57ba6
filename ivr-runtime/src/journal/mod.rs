//! The journal: a record of every call, in the [`Store`].
//!
//! The answer of a lookup, and the summary of a session, are on disk before
//! they are acknowledged. Other steps are queued and written in batches after the answer is sent. When the
//! queue is full, further steps are dropped and counted.

mod calls;
mod latest;
mod number;
mod prune;
mod seal_key;
mod step;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
mod writer;

pub use calls::CallDetails;
pub use latest::{CallOverview, Callers, Traffic, Way};
pub use number::Known;
pub use seal_key::{SealerError, sealer};
pub(crate) use step::Step;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::engine::event::Summary;
use crate::store::{Migrations, Store, StoreError};
use step::kept;
pub(crate) use writer::QUEUED;
use writer::{Counts, Entry, Writer};

/// How long a summary waits for the steps queued before it.
const FLUSH: Duration = Duration::from_millis(500);

/// The tables of the runtime itself, for [`Store::open`]. A released step is never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ivr",
    steps: &[include_str!("migrations/1_calls.sql")],
};

/// The result of claiming a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The lookup is ours to make.
    Ours,
    /// It was made before, with this answer.
    Answered(String),
    /// Another server is making it.
    Theirs,
}

/// A handle to the journal: queues steps for its writer, claims lookups, and stores answers and summaries.
///
/// Clones share the queue. The functions that read the journal take a [`Store`] instead of a handle, because no writer
/// is needed for them.
#[derive(Clone)]
pub struct Journal {
    store: Store,
    /// The writer ends when the last sender is dropped.
    entries: mpsc::Sender<Entry>,
    counts: Arc<Counts>,
}

impl Journal {
    /// Starts the writer. Its handle finishes once every clone of the journal
    /// is dropped and the queue has been written.
    pub fn start(store: Store) -> (Self, JoinHandle<()>) {
        let counts = Arc::<Counts>::default();
        let (sender, entries) = mpsc::channel(QUEUED);
        let writer = Writer {
            store: store.clone(),
            entries,
            counts: Arc::clone(&counts),
        };
        let journal = Self {
            store,
            entries: sender,
            counts,
        };
        (journal, tokio::spawn(writer.run()))
    }

    /// The journal's database.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The number of queued steps.
    pub fn waiting(&self) -> u64 {
        self.counts.waiting.load(Ordering::Relaxed)
    }

    /// How long the oldest queued step has been waiting for the database.
    pub fn waits(&self) -> Duration {
        let since = self.counts.oldest.load(Ordering::Relaxed);
        let micros = now().saturating_sub(since).try_into().unwrap_or(0);
        Duration::from_micros(if since == 0 { 0 } else { micros })
    }

    /// The number of steps dropped since the start.
    pub fn dropped(&self) -> u64 {
        self.counts.dropped.load(Ordering::Relaxed)
    }

    /// Checks that the database can be written to. A read would not notice a full disk or a demoted
    /// PostgreSQL server.
    ///
    /// # Errors
    /// Why it can't.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO ivr_answers (key, session_id, claimed_at) VALUES ('check', 'check', $1) \
             ON CONFLICT (key) DO UPDATE SET claimed_at = excluded.claimed_at",
        )
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }

    /// Queues a step. Never waits; if the queue is full, the step is dropped.
    pub(crate) fn step(&self, step: Step) {
        // Counted before it can be written, or the count could underflow.
        self.counts.waiting.fetch_add(1, Ordering::Relaxed);
        if self.entries.try_send(Entry::Step(step.bounded())).is_err() {
            self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until the steps queued so far are written, but at most for [`FLUSH`].
    async fn flush(&self) {
        let (tell, told) = oneshot::channel();
        let written = async {
            if self.entries.send(Entry::Flush(tell)).await.is_ok() {
                // This fails only if the writer has ended.
                let _ = told.await;
            }
        };
        // A late step is merely missing from one metric.
        let _ = timeout(FLUSH, written).await;
    }

    /// Claims the lookup of an event. A claim without an answer
    /// expires after `patience`: its server has died.
    pub(crate) async fn claim(
        &self,
        key: &str,
        session: &str,
        patience: Duration,
    ) -> Result<Claim, StoreError> {
        let mut connection = self.store.read().await?;
        if !self.store.is_shared() {
            // No other process uses this file, and within a process the same event is
            // not looked up twice at the same time.
            let body = sqlx::query_scalar("SELECT body FROM ivr_answers WHERE key = $1")
                .bind(kept(key).as_ref())
                .fetch_optional(&mut *connection)
                .await?;
            return Ok(body.flatten().map_or(Claim::Ours, Claim::Answered));
        }
        let now = now();
        // One statement, so one round trip. It may not see what another server has just
        // written; then that server has the claim, and the caller asks again.
        let (claimed, body): (i64, Option<String>) = sqlx::query_as(
            "WITH claimed AS ( \
                 INSERT INTO ivr_answers (key, session_id, claimed_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (key) DO UPDATE SET claimed_at = excluded.claimed_at \
                 WHERE ivr_answers.body IS NULL AND ivr_answers.claimed_at < $4 RETURNING 1) \
             SELECT (SELECT COUNT(*) FROM claimed), (SELECT body FROM ivr_answers WHERE key = $1)",
        )
        .bind(kept(key).as_ref())
        .bind(kept(session).as_ref())
        .bind(now)
        .bind(now.saturating_sub(micros(patience)))
        .fetch_one(&mut *connection)
        .await?;
        Ok(match body {
            Some(body) => Claim::Answered(body),
            None if claimed == 0 => Claim::Theirs,
            None => Claim::Ours,
        })
    }

    /// Stores the answer to an event. Returns the answer that counts: the previous one, if there is
    /// one.
    pub(crate) async fn answer(
        &self,
        key: &str,
        session: &str,
        body: &str,
    ) -> Result<String, StoreError> {
        let insert = sqlx::query_scalar(
            "INSERT INTO ivr_answers (key, session_id, claimed_at, body) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET body = COALESCE(ivr_answers.body, excluded.body) \
             RETURNING body",
        )
        .bind(kept(key).into_owned())
        .bind(kept(session).into_owned())
        .bind(now())
        .bind(body);
        if self.store.is_shared() {
            // A single round trip: the database may be far away, and a caller waits.
            return Ok(insert.fetch_one(&mut *self.store.read().await?).await?);
        }
        let mut transaction = self.store.begin().await?;
        let counts = insert.fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(counts)
    }

    /// Stores how a session of this carrier ended, and the summary's body as JSON; a second summary of the same
    /// session changes nothing. Returns where the caller's last step led: the state in which they hung up, if that
    /// state was waiting for input.
    pub(crate) async fn summary(
        &self,
        carrier: &str,
        session: &str,
        summary: &Summary,
        body: &str,
    ) -> Result<Option<String>, StoreError> {
        // As a whole number: milliseconds don't matter here.
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let seconds = summary.seconds.map(|seconds| seconds.round() as i64);
        self.flush().await;
        let mut transaction = self.store.begin().await?;
        let new = sqlx::query(
            "INSERT INTO ivr_summaries (session_id, at, carrier, status, caller, seconds, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id) DO NOTHING",
        )
        .bind(kept(session).as_ref())
        .bind(now())
        .bind(carrier)
        .bind(summary.status.as_deref().map(kept).as_deref())
        .bind(summary.caller().as_deref().map(kept).as_deref())
        .bind(seconds)
        .bind(body)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        if new.rows_affected() == 0 {
            return Ok(None);
        }
        // Without LIMIT: for a single row, PostgreSQL may scan all steps by time.
        let mut outcomes: Vec<String> = sqlx::query_scalar(
            "SELECT outcome FROM ivr_steps WHERE session_id = $1 ORDER BY at, key",
        )
        .bind(kept(session).as_ref())
        .fetch_all(&mut *self.store.read().await?)
        .await?;
        Ok(outcomes.pop())
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("store", &self.store)
            .field("waiting", &self.waiting())
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}

/// Microseconds since 1970, by this machine's clock.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    micros(since.unwrap_or_default())
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
