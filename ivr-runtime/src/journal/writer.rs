//! Writes queued steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};

use super::step::{self, Step};
use crate::logging::Causes;
use crate::store::{Store, StoreError};

/// Maximum number of queued steps: a few seconds at a thousand events per second, in 8 MB.
pub(crate) const QUEUED: usize = 16_384;

/// Maximum number of steps in one transaction, so that it does not delay lookups for long.
const BATCH: usize = 1024;

/// How long to collect steps for a batch: a commit, which syncs the disk, costs more than its rows.
const GATHER: Duration = Duration::from_millis(50);

/// The writer pauses for this multiple of the time it wrote, so that callers who wait for an answer come
/// first. If it can't keep up, steps are dropped once the queue is full.
const REST: u32 = 2;

/// How long the writer waits before a retry.
const RETRY: Duration = Duration::from_millis(500);

/// Timeout of one attempt. A server that is gone silently never answers; the next attempt uses another
/// connection.
const TRY: Duration = Duration::from_secs(5);

/// A message to the writer.
pub(super) enum Entry {
    /// Write a step.
    Step(Step),
    /// Notify once everything sent before has been written.
    Flush(oneshot::Sender<()>),
}

/// Counts of steps.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Steps neither written nor dropped yet.
    pub(super) waiting: AtomicU64,
    /// When the oldest step in the current batch was created, in microseconds since 1970; 0 without a
    /// batch.
    pub(super) oldest: AtomicI64,
    /// Dropped steps.
    pub(super) dropped: AtomicU64,
}

/// Writes steps.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) entries: mpsc::Receiver<Entry>,
    pub(super) counts: Arc<Counts>,
}

impl Writer {
    /// Runs until all senders are dropped and everything sent has been written.
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
            let oldest = steps.first().map_or(0, |step| step.at);
            self.counts.oldest.store(oldest, Ordering::Relaxed);
            self.write(steps).await;
            self.counts.oldest.store(0, Ordering::Relaxed);
            for tell in flushes {
                // The caller may have stopped waiting.
                let _ = tell.send(());
            }
            let rest = began.elapsed() * REST;
            self.rest(if is_full { rest } else { rest.max(GATHER) })
                .await;
        }
    }

    /// Writes steps in one transaction, and retries while the database can't be written to.
    async fn write(&self, mut steps: Vec<Step>) {
        let mut told = String::new();
        while !steps.is_empty() {
            let error = match self.insert(&steps).await {
                Ok(()) => {
                    self.done(steps.len());
                    if !told.is_empty() {
                        info!("steps can be written again");
                    }
                    return;
                }
                Err(StoreError::Conflict(_)) => match self.write_each(&mut steps).await {
                    Ok(()) => return,
                    Err(error) => error,
                },
                Err(error) => error,
            };
            if self.entries.is_closed() {
                self.drop(steps.len(), &error);
                return;
            }
            let reason = Causes(&error).to_string();
            if reason != told {
                warn!(reason, "could not write steps; they stay queued");
                told = reason;
            }
            sleep(RETRY).await;
        }
    }

    /// Writes steps one by one, after one of them made a batch fail. Drops only those that the database will
    /// never accept; leaves those that can't be written now.
    async fn write_each(&self, steps: &mut Vec<Step>) -> Result<(), StoreError> {
        while let Some(step) = steps.first() {
            match self.insert(std::slice::from_ref(step)).await {
                Ok(()) => self.done(1),
                Err(error @ StoreError::Conflict(_)) => self.drop(1, &error),
                Err(error) => return Err(error),
            }
            steps.remove(0);
        }
        Ok(())
    }

    async fn insert(&self, steps: &[Step]) -> Result<(), StoreError> {
        let insert = async {
            let mut transaction = self.store.begin().await?;
            step::insert(&mut transaction, steps).await?;
            transaction.commit().await
        };
        timeout(TRY, insert).await?
    }

    fn done(&self, steps: usize) {
        self.counts
            .waiting
            .fetch_sub(steps as u64, Ordering::Relaxed);
    }

    fn drop(&self, steps: usize, error: &StoreError) {
        self.done(steps);
        self.counts
            .dropped
            .fetch_add(steps as u64, Ordering::Relaxed);
        let reason = Causes(error);
        warn!(steps, %reason, "steps dropped from the journal");
    }

    async fn rest(&self, time: Duration) {
        // At shutdown nobody listens any more.
        if !self.entries.is_closed() {
            sleep(time.min(RETRY)).await;
        }
    }
}
