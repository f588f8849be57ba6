//! Futures that are waited for beside others, which are ready far more often.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A future that is polled only where that can tell something new.
///
/// A connection's task is woken for each request, and to poll each time what rings once in seconds, or
/// once in the life of the server, takes longer than to route a call.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::Wake;

    use tokio::sync::Notify;

    use super::*;

    #[derive(Default)]
    struct Task(AtomicBool);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[test]
    fn whoever_asked_last_is_woken() {
        let notify = Arc::new(Notify::new());
        let mut seldom = Seldom::new(Arc::clone(&notify).notified_owned());
        let tasks = [Arc::<Task>::default(), Arc::<Task>::default()];
        for task in tasks.iter().chain(&tasks[1..]) {
            let waker = Arc::clone(task).into();
            let mut cx = Context::from_waker(&waker);
            assert!(seldom.poll(&mut cx, |_| false).is_pending());
        }
        notify.notify_waiters();
        assert_eq!(
            tasks.map(|task| task.0.load(Ordering::Relaxed)),
            [false, true]
        );
    }
}
