//! The journal: what every call did, kept in the [`Store`].
//!
//! What a caller was told after a look-up, and how a session ended, is on the disk before
//! it is acknowledged. The plain steps through the menus are queued, and written behind the answers, in
//! batches. What the database has no time for is dropped and counted once the queue is full.

mod calls;
mod latest;
mod number;
mod prune;
mod seal_key;
mod slice;
mod step;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
mod writer;

pub use calls::CallDetails;
pub use latest::{CallOverview, Callers, Traffic};
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

/// How long a summary waits for the steps that were queued before it.
const FLUSH: Duration = Duration::from_millis(500);

/// The runtime's own tables. A released step is never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ivr",
    steps: &[include_str!("migrations/1_calls.sql")],
};

/// Whether a look-up is ours to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is.
    Ours,
    /// It was made before, and this was the answer.
    Answered(String),
    /// Another server is making it.
    Theirs,
}

/// A handle on the journal. A clone is another handle on the same one.
#[derive(Clone)]
pub struct Journal {
    store: Store,
    /// The writer ends with the last of these.
    entries: mpsc::Sender<Entry>,
    counts: Arc<Counts>,
}

impl Journal {
    /// Begins to write. The handle that comes with it is done once every clone of the journal
    /// is dropped and all that was accepted has been written.
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

    /// The database it is kept in.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Steps that are waiting to be written.
    pub fn waiting(&self) -> u64 {
        self.counts.waiting.load(Ordering::Relaxed)
    }

    /// How long the oldest of them has been waiting for the database.
    pub fn waits(&self) -> Duration {
        let since = self.counts.oldest.load(Ordering::Relaxed);
        let micros = now().saturating_sub(since).try_into().unwrap_or(0);
        Duration::from_micros(if since == 0 { 0 } else { micros })
    }

    /// Steps that were dropped since the start.
    pub fn dropped(&self) -> u64 {
        self.counts.dropped.load(Ordering::Relaxed)
    }

    /// Whether it can be written to now. That it can be read would say nothing of a full disk, nor of a
    /// PostgreSQL whose place another has taken.
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

    /// Has a step written, soon. Never waits; one that there is no room for is dropped.
    pub(crate) fn step(&self, step: Step) {
        // Before it can be written, or the count would be less than none for a moment.
        self.counts.waiting.fetch_add(1, Ordering::Relaxed);
        if self.entries.try_send(Entry::Step(step.bounded())).is_err() {
            self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until the steps that were queued before are written, but no longer than [`FLUSH`].
    async fn flush(&self) {
        let (tell, told) = oneshot::channel();
        let written = async {
            if self.entries.send(Entry::Flush(tell)).await.is_ok() {
                // Fails only if the writer has ended.
                let _ = told.await;
            }
        };
        // What comes too late is missing from one count of the metrics.
        let _ = timeout(FLUSH, written).await;
    }

    /// Asks for the right to make the look-up of an event. A claim without an answer is
    /// void after `patience`: whoever had it has died.
    pub(crate) async fn claim(
        &self,
        key: &str,
        session: &str,
        patience: Duration,
    ) -> Result<Claim, StoreError> {
        let mut connection = self.store.read().await?;
        if !self.store.is_shared() {
            // Nobody else works on this file: one process sees to itself that the
            // same event is not looked up twice at the same time.
            let body = sqlx::query_scalar("SELECT body FROM ivr_answers WHERE key = $1")
                .bind(kept(key).as_ref())
                .fetch_optional(&mut *connection)
                .await?;
            return Ok(body.flatten().map_or(Claim::Ours, Claim::Answered));
        }
        let now = now();
        // In one statement, and so one way there and back. What another server wrote meanwhile it may
        // not see yet; then the claim is theirs, and asked for again.
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

    /// Keeps what an event was answered with. Gives the answer that counts: the first one, if there was one
    /// before.
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
            // One way there and back: the database may be far, and a caller waits.
            return Ok(insert.fetch_one(&mut *self.store.read().await?).await?);
        }
        let mut transaction = self.store.begin().await?;
        let counts = insert.fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(counts)
    }

    /// Keeps how a session of this carrier ended, and its body as JSON; a second summary of the same session changes nothing.
    /// Gives what the caller's last step led to: the state in which they hung up, if it was one that
    /// waited for them.
    pub(crate) async fn summary(
        &self,
        carrier: &str,
        session: &str,
        summary: &Summary,
        body: &str,
    ) -> Result<Option<String>, StoreError> {
        // As a whole number: nobody bills by the millisecond here.
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
        // Without a limit: for one row PostgreSQL may search all steps by their time.
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
