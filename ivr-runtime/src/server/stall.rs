//! A connection whose other end does nothing: sends no head, or does not read what it is sent.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::seldom::Seldom;

/// Fails a read where the head of a request takes too long, be it that nothing comes or a byte
/// at a time, and a write that makes no progress for too long. A body has a bound of its own.
///
/// hyper bounds heads too, with a timer that is made and thrown away for each. This one is
/// made once and seldom moved.
#[derive(Debug)]
pub(super) struct Stalling<S> {
    stream: S,
    bound: Duration,
    timer: Seldom<Sleep>,
    turns: Turns,
    /// The turn in which a head was last waited for, and since when.
    head: (u64, Instant),
    stalled: bool,
}

/// Whose turn it is on a connection: odd while a request is answered, even while one is
/// waited for. It counts up, so that a head that is waited for is told from the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Arc<AtomicU64>);

impl Turns {
    /// A request has its head, or has its answer.
    pub(super) fn pass(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn current(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<S> Stalling<S> {
    pub(super) fn new(stream: S, bound: Duration, turns: Turns) -> Self {
        Self {
            stream,
            bound,
            timer: Seldom::new(sleep(bound)),
            head: (turns.current(), Instant::now()),
            turns,
            stalled: false,
        }
    }

    /// Whether a head that has not come yet may still come.
    fn wait_for_head(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let turn = self.turns.current();
        if turn % 2 == 1 {
            return Poll::Pending;
        }
        if turn != self.head.0 {
            self.head = (turn, Instant::now());
        }
        // The timer may be that of an earlier head. It is moved when it has rung, and not
        // with each request.
        while self.timer.poll(cx, Sleep::is_elapsed).is_ready() {
            let until = self.head.1 + self.bound;
            if Instant::now() >= until {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.timer.as_mut().reset(until);
        }
        Poll::Pending
    }

    /// Watches the clock from the first write that waits to the next that does not.
    fn watch<R>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<R>>,
    ) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.stalled = false;
            return written;
        }
        if !self.stalled {
            self.stalled = true;
            self.timer.as_mut().reset(Instant::now() + self.bound);
        }
        if self.timer.poll(cx, Sleep::is_elapsed).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stalling<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Pending => self.wait_for_head(cx),
            read => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stalling<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.watch(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.watch(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const BOUND: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_given_up() {
        let (ours, theirs) = tokio::io::duplex(16);
        let mut stream = Stalling::new(ours, BOUND, Turns::default());
        stream.write_all(&[0; 16]).await.unwrap();
        let error = stream.write_all(&[0; 16]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn every_head_has_its_own_time() {
        let (ours, mut theirs) = tokio::io::duplex(16);
        let turns = Turns::default();
        let mut stream = Stalling::new(ours, BOUND, turns.clone());
        let mut byte = [0];
        for _ in 0..3 {
            sleep(BOUND - Duration::from_secs(1)).await;
            theirs.write_all(&byte).await.unwrap();
            stream.read_exact(&mut byte).await.unwrap();
            turns.pass();
            // What is answered may take its time, and so may its body.
            let body = tokio::time::timeout(BOUND * 3, stream.read_exact(&mut byte));
            assert!(body.await.is_err(), "nothing was sent");
            turns.pass();
        }
        let began = Instant::now();
        let error = stream.read_exact(&mut byte).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), BOUND.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_at_a_time_is_no_head() {
        let (ours, mut theirs) = tokio::io::duplex(16);
        let mut stream = Stalling::new(ours, BOUND, Turns::default());
        let drip = tokio::spawn(async move {
            while theirs.write_all(&[0]).await.is_ok() {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let began = Instant::now();
        let mut bytes = [0; 100];
        let error = stream.read_exact(&mut bytes).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() < BOUND * 2);
        drop(stream);
        drip.await.unwrap();
    }
}
