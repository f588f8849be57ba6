//! The journal: what every call did, kept in the [`Store`].
//!
//! What a caller was told after a look-up, and how a session ended, is on the disk before
//! it is acknowledged. The plain steps through the menus are written behind the answer, in
//! batches. In a rush many of them share one row, which is divided when there is time for it;
//! where the database is gone or can't keep up even so, they are dropped and counted.

mod block;
mod calls;
mod latest;
mod lines;
mod queue;
mod record;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod rush_tests;
mod step;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod summary_tests;
mod uuid;
mod writer;

pub use calls::CallDetails;
pub use latest::{CallOverview, Callers, Traffic};
pub(crate) use step::Step;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::store::{Migrations, Row, Statement, Store, StoreError};
use crate::wire::vss::SessionSummary;
use queue::{Pushed, Queue};
use writer::{Counts, Writer};

/// How long answers are kept for repeated events. The platform's retries end within minutes.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The runtime's own tables. A released step is never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ivr",
    steps: &[
        "CREATE TABLE ivr_answers (
            key TEXT PRIMARY KEY,
            session_id TEXT NOT NULL,
            claimed_at BIGINT NOT NULL,
            body TEXT
        );
        CREATE TABLE ivr_steps (
            key TEXT PRIMARY KEY,
            session_id TEXT NOT NULL,
            at BIGINT NOT NULL,
            caller TEXT,
            state TEXT NOT NULL,
            input TEXT NOT NULL,
            outcome TEXT NOT NULL
        );
        CREATE TABLE ivr_summaries (
            session_id TEXT PRIMARY KEY,
            at BIGINT NOT NULL,
            status TEXT,
            caller TEXT,
            seconds BIGINT,
            body TEXT NOT NULL
        );",
        "CREATE INDEX ivr_steps_by_session ON ivr_steps (session_id, at);
        CREATE INDEX ivr_answers_by_age ON ivr_answers (claimed_at);",
        "CREATE TABLE ivr_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE INDEX ivr_steps_by_time ON ivr_steps (at);
        CREATE INDEX ivr_steps_by_way ON ivr_steps (state, input, outcome, at);
        CREATE INDEX ivr_summaries_by_time ON ivr_summaries (at);",
        // One index that only grows at its end does for both: what is counted is of a time.
        "DROP INDEX ivr_steps_by_way;
        DROP INDEX ivr_steps_by_time;
        CREATE INDEX ivr_steps_by_time ON ivr_steps (at, state, input, outcome);",
        // Steps of a rush, until they have rows in `ivr_steps`. The first one names its block.
        "CREATE TABLE ivr_blocks (
            at BIGINT NOT NULL,
            key TEXT NOT NULL,
            steps TEXT NOT NULL,
            PRIMARY KEY (at, key)
        );",
        // The steps of a session are asked for together, so its name begins their key: one index
        // for both, which is one place less to write each step to.
        "CREATE TABLE ivr_paths (
            session_id TEXT NOT NULL,
            key TEXT NOT NULL,
            at BIGINT NOT NULL,
            caller TEXT,
            state TEXT NOT NULL,
            input TEXT NOT NULL,
            outcome TEXT NOT NULL,
            PRIMARY KEY (session_id, key)
        );
        INSERT INTO ivr_paths SELECT session_id, key, at, caller, state, input, outcome FROM ivr_steps;
        DROP TABLE ivr_steps;
        ALTER TABLE ivr_paths RENAME TO ivr_steps;
        CREATE INDEX ivr_steps_by_time ON ivr_steps (at, state, input, outcome);",
        // As `ivr_blocks`, whose steps are text: a third of the bytes. Servers of before may go on to
        // write those for a while.
        "CREATE TABLE ivr_rushes (
            at BIGINT NOT NULL,
            key TEXT NOT NULL,
            steps BYTEA NOT NULL,
            PRIMARY KEY (at, key)
        )",
    ],
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
    queue: Arc<Queue>,
    /// Wakes the writer, which ends with the last of these.
    wake: mpsc::Sender<()>,
    counts: Arc<Counts>,
}

impl Journal {
    /// Begins to write. The handle that comes with it is done once every clone of the journal
    /// is dropped and all that was accepted has been written.
    pub fn start(store: Store) -> (Self, JoinHandle<()>) {
        let queue = Arc::<Queue>::default();
        let counts = Arc::<Counts>::default();
        let (wake, woken) = mpsc::channel(1);
        let writer = Writer {
            store: store.clone(),
            queue: Arc::clone(&queue),
            woken,
            counts: Arc::clone(&counts),
        };
        let journal = Self {
            store,
            queue,
            wake,
            counts,
        };
        (journal, tokio::spawn(writer.run()))
    }

    /// The database it is kept in.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Steps that are waiting to be written.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Blocks of a rush that were written, and whose steps can't be found yet. Each has 256 of
    /// them at most.
    pub fn blocks(&self) -> u64 {
        self.counts.blocks.load(Ordering::Relaxed)
    }

    /// Steps that were given up since the start.
    pub fn dropped(&self) -> u64 {
        self.counts.dropped.load(Ordering::Relaxed)
    }

    /// Has a step written, soon. Never waits; one that there is no room for is given up.
    pub(crate) fn step(&self, step: &Step<'_>) {
        match self.queue.push(step) {
            Pushed::Behind => {}
            // Where this fails the writer was told before, and has not looked yet.
            Pushed::First => drop(self.wake.try_send(())),
            Pushed::Nowhere => {
                self.counts.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
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
            let rows = self.store.query(FIND, &[key.into()]).await?;
            return answered(&rows).map(|body| body.map_or(Claim::Ours, Claim::Answered));
        }
        let now = now();
        let expired = now.saturating_sub(micros(patience));
        let claim = Statement::once(
            "INSERT INTO ivr_answers (key, session_id, claimed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE SET claimed_at = excluded.claimed_at \
             WHERE ivr_answers.body IS NULL AND ivr_answers.claimed_at < $4 RETURNING 1",
            [key.into(), session.into(), now.into(), expired.into()],
        );
        let find = Statement::once(FIND, [key.into()]);
        let [claimed, found] = self.store.write([claim, find]).await?;
        Ok(match answered(&found)? {
            Some(body) => Claim::Answered(body),
            None if claimed.is_empty() => Claim::Theirs,
            None => Claim::Ours,
        })
    }

    /// Keeps what an event was answered with, together with its step. Gives the answer that
    /// counts: the first one, if there was one before.
    pub(crate) async fn answer(&self, step: &Step<'_>, body: &str) -> Result<String, StoreError> {
        let answer = Statement::once(
            "INSERT INTO ivr_answers (key, session_id, claimed_at, body) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET body = COALESCE(ivr_answers.body, excluded.body) \
             RETURNING body",
            [
                step.key.as_str().into(),
                (*step.session).into(),
                step.at.into(),
                body.into(),
            ],
        );
        let [counts, _] = self.store.write([answer, step.insert()]).await?;
        Ok(answered(&counts)?.unwrap_or_else(|| body.to_owned()))
    }

    /// Keeps how a session ended; a second summary of the same session changes nothing.
    /// Gives what the caller's last step led to: the state in which they hung up, if it was one that
    /// waited for them. Of a rush it may be a step before.
    pub(crate) async fn summary(
        &self,
        session: &str,
        summary: &SessionSummary,
        body: &str,
    ) -> Result<Option<String>, StoreError> {
        let payload = &summary.payload;
        let leg = payload
            .details
            .as_ref()
            .and_then(|details| details.call_a.as_ref());
        let seconds = leg.and_then(|leg| leg.call_duration);
        // As a whole number: nobody bills by the millisecond here.
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let seconds = seconds.map(|seconds| seconds.round() as i64);
        let summary = Statement::once(
            "INSERT INTO ivr_summaries (session_id, at, status, caller, seconds, body) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (session_id) DO NOTHING RETURNING 1",
            [
                session.into(),
                now().into(),
                payload.session_status.as_ref().map(|s| s.as_str()).into(),
                leg.and_then(calls::person).into(),
                seconds.into(),
                body.into(),
            ],
        );
        // Without a limit: for one row PostgreSQL may search all steps by their time.
        let steps = Statement::once(
            "SELECT at, outcome FROM ivr_steps WHERE session_id = $1 ORDER BY at, key",
            [session.into()],
        );
        // Before the database is asked, or a step that gets its row in between would be in neither.
        let mut last = self.queue.latest(session);
        let [new, steps] = self.store.write([summary, steps]).await?;
        if new.is_empty() {
            return Ok(None);
        }
        if let Some(row) = steps.last() {
            last = last.max(Some((row.integer(0)?, row.text(1)?.to_owned())));
        }
        Ok(last.map(|(_, outcome)| outcome))
    }

    /// Forgets answers that no repeated event will ask for any more.
    pub(crate) async fn forget_old_answers(&self) -> Result<u64, StoreError> {
        let expired = now().saturating_sub(micros(KEPT));
        let mut transaction = self.store.begin().await?;
        let forgotten = transaction
            .execute(
                "DELETE FROM ivr_answers WHERE claimed_at < $1",
                &[expired.into()],
            )
            .await?;
        transaction.commit().await?;
        Ok(forgotten)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("store", &self.store)
            .field("waiting", &self.waiting())
            .field("blocks", &self.blocks())
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
