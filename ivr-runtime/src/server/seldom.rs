//! Futures that are waited for beside others, which are ready far more often.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A future that is polled only where that can tell something new. A connection's task is woken for
/// each request, and to poll at each of these what rings once in seconds, or once in the life of the server,
/// takes longer than to route a call.
#[derive(Debug)]
pub(super) struct Seldom<F> {
    future: Pin<Box<F>>,
    /// Whom it wakes, as far as is known.
    woken: Option<Waker>,
}

impl<F: Future> Seldom<F> {
    pub(super) fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            woken: None,
        }
    }

    /// Polls it, unless it wakes this task anyway and is not ready, as `is_ready` tells.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        is_ready: impl FnOnce(&F) -> bool,
    ) -> Poll<F::Output> {
        let woken = self.woken.as_ref();
        if woken.is_some_and(|woken| woken.will_wake(cx.waker())) && !is_ready(&self.future) {
            return Poll::Pending;
        }
        self.woken = Some(cx.waker().clone());
        self.future.as_mut().poll(cx)
    }

    /// The future itself, to change what it waits for.
    pub(super) fn as_mut(&mut self) -> Pin<&mut F> {
        self.woken = None;
        self.future.as_mut()
    }
}
