//! Steps on their way to the writer.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::block::{Block, STEPS};
use super::step::Step;

/// As many blocks may wait, 1.3 MB of them. More come only where the disk has been stuck for long,
/// and then memory is better kept for calls.
const BLOCKS: usize = 32;

/// What was said by steps that nobody has written yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Vec<Block>>);

/// Where a step came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// There was nothing before it.
    First,
    Behind,
    /// There is no room for it.
    Nowhere,
}

impl Queue {
    /// Adds what a step says. Nothing is kept of it but a line of a text that is there already.
    pub(super) fn push(&self, step: &Step<'_>) -> Pushed {
        let mut blocks = self.blocks();
        let is_first = blocks.is_empty();
        if blocks.last().is_none_or(|last| last.len() == STEPS) {
            if blocks.len() == BLOCKS {
                return Pushed::Nowhere;
            }
            blocks.push(Block::default());
        }
        if let Some(last) = blocks.last_mut() {
            last.push(step);
        }
        if is_first {
            Pushed::First
        } else {
            Pushed::Behind
        }
    }

    /// Takes all that there is.
    pub(super) fn take(&self) -> Vec<Block> {
        mem::take(&mut *self.blocks())
    }

    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.blocks().iter().map(Block::len).sum()
    }

    fn blocks(&self) -> MutexGuard<'_, Vec<Block>> {
        // Nothing that is done with the lock held can fail.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
