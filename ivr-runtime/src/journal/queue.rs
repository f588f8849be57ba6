//! Steps on their way to the writer.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::block::{Block, STEPS};
use super::step::Step;

/// As many steps may wait, in 2 MB. More come only where the database has been gone for long, and
/// then memory is better kept for calls.
const ROOM: usize = 128 * STEPS;

/// What was said by steps that nobody has written yet.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    /// Oldest first. Only the last one grows.
    blocks: Vec<Block>,
    /// How many steps they have in all.
    steps: usize,
}

/// Where a step came to be.
pub(super) enum Pushed {
    /// There was nothing before it.
    First,
    /// There was.
    Behind,
    /// There is no room for it.
    Nowhere,
}

impl Queue {
    /// Adds what a step says. Nothing is kept of it but some bytes behind others.
    pub(super) fn push(&self, step: &Step<'_>) -> Pushed {
        let Waiting { blocks, steps } = &mut *self.waiting();
        if *steps >= ROOM {
            return Pushed::Nowhere;
        }
        *steps += 1;
        if let Some(last) = blocks.last_mut()
            && last.len() < STEPS
        {
            last.push(step);
            return Pushed::Behind;
        }
        let mut block = Block::default();
        block.push(step);
        blocks.push(block);
        match blocks.len() {
            1 => Pushed::First,
            _ => Pushed::Behind,
        }
    }

    /// When the latest step of a session was answered, and what it led to, if that is among the last
    /// few. In a rush there is no time to look through all.
    pub(super) fn latest(&self, session: &str) -> Option<(i64, String)> {
        let last = self.waiting().blocks.last()?.clone();
        last.latest(session)
    }

    /// Takes all that there is.
    pub(super) fn take(&self) -> Vec<Block> {
        mem::take(&mut *self.waiting()).blocks
    }

    /// Puts back what could not be written, before what came meanwhile.
    pub(super) fn put_back(&self, blocks: Vec<Block>) {
        let mut waiting = self.waiting();
        waiting.steps += blocks.iter().map(Block::len).sum::<usize>();
        let newer = mem::replace(&mut waiting.blocks, blocks);
        waiting.blocks.extend(newer);
    }

    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.waiting().steps
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that is done with the lock held can fail.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
