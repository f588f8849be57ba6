//! Answers go out together.

use std::future::Future as _;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::yield_now;

/// A connection that answers when all others that have sent something were read.
///
/// Linux wakes whoever waits for an answer while that is written, which takes about as long as to route
/// a call. Where many answers go to the same place, as they do through a proxy, the first one wakes it
/// and finds the others on their way. What reads requests stays in the processor's caches as well, and
/// then what writes answers. Who calls alone waits for one look at the other connections.
#[derive(Debug)]
pub(super) struct Together<S> {
    stream: S,
    /// Something was read, and nothing written since.
    holds: bool,
}

impl<S> Together<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            holds: false,
        }
    }

    /// Ready where the others had their turn since the last read.
    fn poll_others(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::take(&mut self.holds) {
            // Wakes this task when all that were ready had their turn, and connections were looked at.
            return pin!(yield_now()).poll(cx);
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Together<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.holds |= read.is_ready();
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Together<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_others(cx));
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_others(cx));
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures_util::FutureExt as _;
    use futures_util::future::join;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn all_are_read_before_one_is_answered() {
        let done = RefCell::new(Vec::new());
        let answer = async |name| {
            let (ours, mut theirs) = tokio::io::duplex(16);
            theirs.write_all(b"request").await.unwrap();
            let mut stream = Together::new(ours);
            stream.read_exact(&mut [0; 7]).await.unwrap();
            done.borrow_mut().push(("read", name));
            stream.write_all(b"answer").await.unwrap();
            done.borrow_mut().push(("answered", name));
        };
        join(answer(1), answer(2)).await;
        assert_eq!(
            done.into_inner(),
            [("read", 1), ("read", 2), ("answered", 1), ("answered", 2)]
        );
    }

    #[tokio::test]
    async fn the_rest_of_an_answer_follows_at_once() {
        let (ours, mut theirs) = tokio::io::duplex(16);
        theirs.write_all(b"request").await.unwrap();
        let mut stream = Together::new(ours);
        stream.read_exact(&mut [0; 7]).await.unwrap();
        assert!(stream.write(b"an").now_or_never().is_none());
        for piece in [&b"an"[..], b"sw", b"er"] {
            assert_eq!(stream.write(piece).now_or_never().unwrap().unwrap(), 2);
        }
    }
}
