//! Writing steps behind the answers.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use super::step::{self, Step};
use crate::store::{Store, StoreError};

/// The maximum number of queued steps: some seconds of a thousand events a second, in 8 MB.
pub(crate) const QUEUED: usize = 16_384;

/// The maximum number of steps in one transaction, so that it holds up no look-up for long.
const BATCH: usize = 1024;

/// How long steps gather between two batches: a commit, which syncs the disk, costs more than its rows.
const GATHER: Duration = Duration::from_millis(50);

/// The writer rests this many times as long as it wrote, so that callers who wait for an answer come
/// first. What this leaves no time for is dropped once the queue is full.
const REST: u32 = 3;

/// How long the writer waits before it tries again what could not be written.
const RETRY: Duration = Duration::from_millis(500);

/// What is sent to the writer.
pub(super) enum Entry {
    /// A step to be written.
    Step(Step),
    /// Somebody to be told once all that was sent before is written.
    Flush(oneshot::Sender<()>),
}

/// What became of steps.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Steps that are neither written nor dropped yet.
    pub(super) waiting: AtomicU64,
    /// Steps that were dropped.
    pub(super) dropped: AtomicU64,
}

/// Writes steps.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) entries: mpsc::Receiver<Entry>,
    pub(super) counts: Arc<Counts>,
}

impl Writer {
    /// Goes on until nobody can send any more, and all that was sent is written.
    pub(super) async fn run(mut self) {
        let mut entries = Vec::new();
        while self.entries.recv_many(&mut entries, BATCH).await > 0 {
            let began = Instant::now();
            let is_full = entries.len() == BATCH;
            let (mut steps, mut flushes) = (Vec::new(), Vec::new());
            for entry in entries.drain(..) {
                match entry {
                    Entry::Step(step) => steps.push(step),
                    Entry::Flush(tell) => flushes.push(tell),
                }
            }
            self.write(steps).await;
            for tell in flushes {
                // Whoever asked may have stopped waiting.
                let _ = tell.send(());
            }
            let rest = began.elapsed() * REST;
            self.rest(if is_full { rest } else { rest.max(GATHER) })
                .await;
        }
    }

    /// Writes steps in one transaction, and tries again while the database can't be written to.
    async fn write(&self, mut steps: Vec<Step>) {
        let mut is_failing = false;
        while !steps.is_empty() {
            let reason = match self.insert(&steps).await {
                Ok(()) => {
                    self.done(steps.len());
                    if is_failing {
                        info!("steps of calls are written again");
                    }
                    return;
                }
                Err(error) if is_final(&error) => match self.write_each(&mut steps).await {
                    Ok(()) => return,
                    Err(error) => error.kind(),
                },
                Err(error) => error.kind(),
            };
            if self.entries.is_closed() {
                self.drop(steps.len(), reason);
                return;
            }
            if !mem::replace(&mut is_failing, true) {
                warn!(reason, "steps of calls wait to be written");
            }
            sleep(RETRY).await;
        }
    }

    /// Writes steps one by one, after one of them made a batch fail: only those that the database will
    /// never take are dropped. Leaves those that can't be written now.
    async fn write_each(&self, steps: &mut Vec<Step>) -> Result<(), StoreError> {
        while let Some(step) = steps.first() {
            match self.insert(std::slice::from_ref(step)).await {
                Ok(()) => self.done(1),
                Err(error) if is_final(&error) => self.drop(1, error.kind()),
                Err(error) => return Err(error),
            }
            steps.remove(0);
        }
        Ok(())
    }

    async fn insert(&self, steps: &[Step]) -> Result<(), StoreError> {
        let mut transaction = self.store.begin().await?;
        step::insert(&mut transaction, steps).await?;
        transaction.commit().await
    }

    fn done(&self, steps: usize) {
        self.counts
            .waiting
            .fetch_sub(steps as u64, Ordering::Relaxed);
    }

    fn drop(&self, steps: usize, reason: &str) {
        self.done(steps);
        self.counts
            .dropped
            .fetch_add(steps as u64, Ordering::Relaxed);
        warn!(steps, reason, "steps of calls are not in the journal");
    }

    async fn rest(&self, time: Duration) {
        // At the end nobody is called any more.
        if !self.entries.is_closed() {
            sleep(time.min(RETRY)).await;
        }
    }
}

/// Whether the database will never take what it refused.
const fn is_final(error: &StoreError) -> bool {
    matches!(error, StoreError::Statement(_) | StoreError::Conflict(_))
}
