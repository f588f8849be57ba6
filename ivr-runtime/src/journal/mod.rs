//! The journal: what every call did, kept in the [`Store`].
//!
//! What a caller was told after a look-up, and how a session ended, is on the disk before
//! it is acknowledged. The plain steps through the menus are queued, and written behind the answers, in
//! batches. What the database has no time for is dropped and counted once the queue is full.

mod calls;
mod latest;
mod step;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
mod writer;

pub use calls::CallDetails;
pub use latest::{CallOverview, Callers, Traffic};
pub(crate) use step::Step;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::event::Summary;
use crate::store::{Migrations, Row, Statement, Store, StoreError};
use step::kept;
pub(crate) use writer::QUEUED;
use writer::{Counts, Entry, Writer};

/// How long answers are kept for repeated events. The platform's retries end within minutes.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long a summary waits for the steps that were queued before it.
const FLUSH: Duration = Duration::from_millis(500);

/// The runtime's own tables. A released step is never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ivr",
    steps: &["
        CREATE TABLE ivr_answers (
            key TEXT PRIMARY KEY,
            session_id TEXT NOT NULL,
            claimed_at BIGINT NOT NULL,
            body TEXT
        );
        CREATE INDEX ivr_answers_by_age ON ivr_answers (claimed_at);
        CREATE TABLE ivr_steps (
            session_id TEXT NOT NULL,
            key TEXT NOT NULL,
            at BIGINT NOT NULL,
            caller TEXT,
            state TEXT NOT NULL,
            input TEXT NOT NULL,
            outcome TEXT NOT NULL,
            PRIMARY KEY (session_id, key)
        );
        CREATE INDEX ivr_steps_by_time ON ivr_steps (at, state, input, outcome);
        CREATE TABLE ivr_summaries (
            session_id TEXT PRIMARY KEY,
            at BIGINT NOT NULL,
            status TEXT,
            caller TEXT,
            seconds BIGINT,
            body TEXT NOT NULL
        );
        CREATE INDEX ivr_summaries_by_time ON ivr_summaries (at);
        CREATE TABLE ivr_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    "],
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

    /// Steps that were dropped since the start.
    pub fn dropped(&self) -> u64 {
        self.counts.dropped.load(Ordering::Relaxed)
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
        const FIND: &str = "SELECT body FROM ivr_answers WHERE key = $1";
        if !self.store.is_shared() {
            // Nobody else works on this file: one process sees to itself that the
            // same event is not looked up twice at the same time.
            let rows = self.store.query(FIND, &[kept(key).into()]).await?;
            return answered(&rows).map(|body| body.map_or(Claim::Ours, Claim::Answered));
        }
        let now = now();
        let expired = now.saturating_sub(micros(patience));
        let claim = Statement::once(
            "INSERT INTO ivr_answers (key, session_id, claimed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE SET claimed_at = excluded.claimed_at \
             WHERE ivr_answers.body IS NULL AND ivr_answers.claimed_at < $4 RETURNING 1",
            [
                kept(key).into(),
                kept(session).into(),
                now.into(),
                expired.into(),
            ],
        );
        let find = Statement::once(FIND, [kept(key).into()]);
        let [claimed, found] = self.store.write([claim, find]).await?;
        Ok(match answered(&found)? {
            Some(body) => Claim::Answered(body),
            None if claimed.is_empty() => Claim::Theirs,
            None => Claim::Ours,
        })
    }

    /// Keeps what an event was answered with, together with its step. Gives the answer that
    /// counts: the first one, if there was one before.
    pub(crate) async fn answer(&self, step: &Step, body: &str) -> Result<String, StoreError> {
        let answer = Statement::once(
            "INSERT INTO ivr_answers (key, session_id, claimed_at, body) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET body = COALESCE(ivr_answers.body, excluded.body) \
             RETURNING body",
            [
                kept(&step.key).into(),
                kept(&step.session).into(),
                step.at.into(),
                body.into(),
            ],
        );
        let row = step::insert(std::slice::from_ref(step));
        let [counts, _] = self.store.write([answer, row]).await?;
        Ok(answered(&counts)?.unwrap_or_else(|| body.to_owned()))
    }

    /// Keeps how a session ended; a second summary of the same session changes nothing.
    /// Gives what the caller's last step led to: the state in which they hung up, if it was one that
    /// waited for them.
    pub(crate) async fn summary(
        &self,
        session: &str,
        summary: &Summary,
        body: &str,
    ) -> Result<Option<String>, StoreError> {
        // As a whole number: nobody bills by the millisecond here.
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let seconds = summary.seconds.map(|seconds| seconds.round() as i64);
        let summary = Statement::once(
            "INSERT INTO ivr_summaries (session_id, at, status, caller, seconds, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (session_id) DO NOTHING RETURNING 1",
            [
                kept(session).into(),
                now().into(),
                summary.status.as_deref().into(),
                summary.caller().as_deref().map(kept).into(),
                seconds.into(),
                body.into(),
            ],
        );
        // Without a limit: for one row PostgreSQL may search all steps by their time.
        let steps = Statement::once(
            "SELECT outcome FROM ivr_steps WHERE session_id = $1 ORDER BY at, key",
            [kept(session).into()],
        );
        self.flush().await;
        let [new, steps] = self.store.write([summary, steps]).await?;
        match steps.last().filter(|_| !new.is_empty()) {
            Some(last) => Ok(Some(last.text(0)?.to_owned())),
            None => Ok(None),
        }
    }

    /// Deletes answers that no repeated event will ask for any more, in small steps: whoever writes
    /// meanwhile waits for one of them at most.
    pub(crate) async fn forget_old_answers(&self) -> Result<u64, StoreError> {
        const SOME: &str = "DELETE FROM ivr_answers WHERE key IN \
             (SELECT key FROM ivr_answers WHERE claimed_at < $1 LIMIT 500) RETURNING 1";
        /// How long others may write between two steps.
        const PAUSE: Duration = Duration::from_millis(20);
        let expired = now().saturating_sub(micros(KEPT));
        let mut forgotten = 0;
        loop {
            let delete = Statement::once(SOME, [expired.into()]);
            let [deleted] = self.store.write([delete]).await?;
            if deleted.is_empty() {
                return Ok(forgotten);
            }
            forgotten += deleted.len() as u64;
            sleep(PAUSE).await;
        }
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

fn answered(rows: &[Row]) -> Result<Option<String>, StoreError> {
    match rows.first() {
        Some(row) => Ok(row.optional_text(0)?.map(str::to_owned)),
        None => Ok(None),
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
