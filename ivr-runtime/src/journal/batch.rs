//! Writing steps behind the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::Step;
use crate::store::{Statement, Store, StoreError, Value};

/// As many steps go into one transaction: so few that its commit takes no milliseconds, for which
/// callers would wait where there is one processor for all.
const BATCH: usize = 256;

/// How long steps are gathered after a batch, at least: waking the database's thread for each of
/// them, and syncing the disk, costs more than they do.
const GATHER: Duration = Duration::from_millis(5);

/// It rests so many times as long as it wrote. Where there is more to do than the machine can,
/// answers come first.
const REST: u32 = 3;

/// How often a batch is tried before it is given up: a lock passes, a full disk does not.
const TRIES: u32 = 3;

/// How long it waits before it tries again.
const PAUSE: Duration = Duration::from_millis(500);

/// Writes steps until nobody can send any.
pub(super) async fn write(store: Store, mut steps: mpsc::Receiver<Step>, dropped: Arc<AtomicU64>) {
    let mut batch = Vec::with_capacity(BATCH);
    while steps.recv_many(&mut batch, BATCH).await > 0 {
        let began = Instant::now();
        let mut tries = 0;
        while let Err(error) = write_batch(&store, &batch).await {
            tries += 1;
            if tries == TRIES || steps.is_closed() {
                let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
                dropped.fetch_add(count, Ordering::Relaxed);
                warn!(
                    count,
                    reason = error.kind(),
                    "steps of calls are not in the journal"
                );
                break;
            }
            sleep(PAUSE).await;
        }
        batch.clear();
        if !steps.is_closed() {
            sleep((began.elapsed() * REST).clamp(GATHER, PAUSE)).await;
        }
    }
}

async fn write_batch(store: &Store, batch: &[Step]) -> Result<(), StoreError> {
    let steps = Statement::each(INSERT, batch.iter().map(values));
    store.write([steps]).await.map(drop)
}

/// Adds one step, unless it is there.
pub(super) fn insert(step: &Step) -> Statement {
    Statement::once(INSERT, values(step))
}

const INSERT: &str = "INSERT INTO ivr_steps (key, session_id, at, caller, state, input, outcome) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING";

fn values(step: &Step) -> [Value; 7] {
    [
        Arc::clone(&step.key).into(),
        Arc::clone(&step.session).into(),
        step.at.into(),
        step.caller.clone().into(),
        Value::fixed(step.state),
        Value::fixed(step.input),
        Value::fixed(step.outcome),
    ]
}
