//! Reads a request's body within its limits.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout, timeout_at};

use super::refusal::Refusal;

/// Maximum number of chunks of an oversized body that are read and discarded. Otherwise a client
/// that is still sending would see a reset connection instead of our response.
const DISCARDED: usize = 64;

/// How long discarding may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Reads a body of at most `limit` bytes, which must be complete by `deadline`. One whose
/// `announced` length is larger is refused at once.
pub(super) async fn read<S, B>(
    stream: S,
    announced: Option<u64>,
    limit: usize,
    deadline: Instant,
) -> Result<Bytes, Refusal>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
    {
        let discarded = stream.take(DISCARDED).for_each(async |_| {});
        // A client that sends nothing would see no reset.
        let _ = timeout(FAREWELL, discarded).await;
        return Err(Refusal::TooLarge { limit });
    }
    let collected = timeout_at(deadline, collect(stream, limit)).await;
    collected.unwrap_or(Err(Refusal::TooSlow))
}

async fn collect<S, B>(stream: S, limit: usize) -> Result<Bytes, Refusal>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    let mut stream = std::pin::pin!(stream);
    let mut body = Bytes::new();
    while let Some(piece) = stream.next().await {
        let mut piece = piece.map_err(|_| Refusal::Interrupted)?;
        if body.len() + piece.remaining() > limit {
            stream.by_ref().take(DISCARDED).for_each(|_| async {}).await;
            return Err(Refusal::TooLarge { limit });
        }
        let piece = piece.copy_to_bytes(piece.remaining());
        // A single chunk, the usual case, need not be copied.
        body = if body.is_empty() {
            piece
        } else {
            let mut longer = BytesMut::from(body);
            longer.extend_from_slice(&piece);
            longer.freeze()
        };
    }
    Ok(body)
}
