//! Writing steps behind the answers.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tracing::{debug, info, warn};

use super::block::{self, Block, STEPS};
use super::queue::Queue;
use crate::store::{Store, StoreError};

/// As many blocks are kept at most: a million steps, in 70 MB. Whoever has still more to do will
/// hardly find the time for their rows.
const BLOCKS: u64 = 4096;

/// How long steps are gathered after a batch, at least: waking the database's thread for each of
/// them, and syncing the disk, costs more than they do.
const GATHER: Duration = Duration::from_millis(40);

/// How long they are gathered in a rush. Where there is one processor for all, it is each batch that
/// callers wait for: there are better few of them.
const GATHER_IN_RUSH: Duration = Duration::from_millis(80);

/// It rests so many times as long as it wrote rows. Where there is more to do than the machine can,
/// answers come first. Blocks cost next to nothing, and while it rests there is only so much room for
/// more.
const REST: u32 = 3;

/// How long it waits before it tries again what could not be written.
const PAUSE: Duration = Duration::from_millis(500);

/// What became of steps.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Steps that were given up.
    pub(super) dropped: AtomicU64,
    /// Blocks that are kept, and whose steps have no rows yet.
    pub(super) blocks: AtomicU64,
}

/// Writes steps.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) queue: Arc<Queue>,
    /// Tells that there is something in the queue, and that there will be no more.
    pub(super) woken: mpsc::Receiver<()>,
    pub(super) counts: Arc<Counts>,
}

impl Writer {
    /// Goes on until nobody can send any, and all have their rows.
    pub(super) async fn run(mut self) {
        let mut is_failing = false;
        // An earlier process may have left some.
        let blocks = block::count(&self.store).await.unwrap_or(0);
        self.counts.blocks.store(blocks, Ordering::Relaxed);
        loop {
            let began = Instant::now();
            let is_full = self.blocks() >= BLOCKS;
            if self.blocks() > 0 && (is_full || self.queue.len() <= STEPS) {
                let unfolded = self.unfold().await;
                if unfolded.is_ok() && (is_full || self.queue.is_empty()) {
                    self.rest(began.elapsed() * REST).await;
                    continue;
                }
            }
            if self.queue.is_empty() && self.woken.recv().await.is_none() {
                break;
            }
            let began = Instant::now();
            let batch = self.queue.take();
            let is_rush = is_rush(&batch);
            if let Err(reason) = self.write(batch).await {
                if !mem::replace(&mut is_failing, true) {
                    warn!(reason, "steps of calls wait to be written");
                }
                sleep(PAUSE).await;
                continue;
            }
            if mem::take(&mut is_failing) {
                info!("steps of calls are written again");
            }
            let rest = if is_rush {
                GATHER_IN_RUSH
            } else {
                GATHER.max(began.elapsed() * REST)
            };
            self.rest(rest).await;
        }
    }

    /// Writes a batch. Where that can't be done now it waits on, and where it can never be done it
    /// is given up.
    async fn write(&self, batch: Vec<Block>) -> Result<(), &'static str> {
        let Err(error) = self.try_to_write(&batch).await else {
            return Ok(());
        };
        let is_final = matches!(error, StoreError::Statement(_) | StoreError::Conflict(_));
        if !is_final && !self.woken.is_closed() {
            self.queue.put_back(batch);
            return Err(error.kind());
        }
        let count: usize = batch.iter().map(Block::len).sum();
        let more = u64::try_from(count).unwrap_or(u64::MAX);
        self.counts.dropped.fetch_add(more, Ordering::Relaxed);
        let reason = error.kind();
        warn!(count, reason, "steps of calls are not in the journal");
        Ok(())
    }

    async fn try_to_write(&self, batch: &[Block]) -> Result<(), StoreError> {
        // At the end nobody is in a hurry, and whoever reads the journal next may be no server.
        if !is_rush(batch) || self.woken.is_closed() {
            for block in batch {
                self.store.write([block.rows()]).await?;
            }
            return Ok(());
        }
        self.store.write([block::fold(batch)]).await?;
        let more = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        self.counts.blocks.fetch_add(more, Ordering::Relaxed);
        Ok(())
    }

    /// Gives the steps of one block their rows. Once there is none left, the rush is over, and the
    /// database is made ready for the next one.
    async fn unfold(&self) -> Result<(), StoreError> {
        let unfolded = block::unfold(&self.store).await;
        let unfolded = unfolded.inspect_err(|error| {
            debug!(reason = error.kind(), "steps of a rush have no rows yet");
        })?;
        // Another server may have left some too, so it is over only once none is found.
        let left = if unfolded {
            self.blocks().saturating_sub(1).max(1)
        } else {
            0
        };
        self.counts.blocks.store(left, Ordering::Relaxed);
        if left == 0
            && let Err(error) = self.store.tidy().await
        {
            debug!(reason = error.kind(), "the next rush may have to wait");
        }
        Ok(())
    }

    fn blocks(&self) -> u64 {
        self.counts.blocks.load(Ordering::Relaxed)
    }

    async fn rest(&self, time: Duration) {
        if !self.woken.is_closed() {
            sleep(time.min(PAUSE)).await;
        }
    }
}

/// Whether more came together than had better have rows of their own at once.
const fn is_rush(batch: &[Block]) -> bool {
    batch.len() > 1
}
