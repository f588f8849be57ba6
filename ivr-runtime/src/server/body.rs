//! Reading a request's body within its bounds.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::refusal::Refusal;

/// As many pieces of a body that is too large are read and thrown away. A client that
/// is still sending would otherwise see a reset connection and not our answer.
const DISCARDED: usize = 64;

/// Reads a body of at most `limit` bytes to its end, which may take so long from `began` on. Gives
/// when it was there, too: at once, if it came with its head.
pub(super) async fn read<S, B>(
    stream: S,
    limit: usize,
    began: Instant,
    patience: Duration,
) -> Result<(Bytes, Instant), Refusal>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    let mut stream = std::pin::pin!(stream);
    let collect = async {
        // Mostly it comes in one piece, which need not be copied.
        let mut body = Bytes::new();
        while let Some(piece) = stream.next().await {
            let mut piece = piece.map_err(|_| Refusal::Interrupted)?;
            if body.len() + piece.remaining() > limit {
                stream.by_ref().take(DISCARDED).for_each(|_| async {}).await;
                return Err(Refusal::TooLarge { limit });
            }
            let piece = piece.copy_to_bytes(piece.remaining());
            body = if body.is_empty() {
                piece
            } else {
                let mut longer = BytesMut::from(body);
                longer.extend_from_slice(&piece);
                longer.freeze()
            };
        }
        Ok(body)
    };
    let mut collect = std::pin::pin!(collect);
    // Mostly it is there with its head, and needs no timer.
    if let Some(collected) = collect.as_mut().now_or_never() {
        return Ok((collected?, began));
    }
    let collected = timeout_at(began + patience, collect).await;
    Ok((collected.unwrap_or(Err(Refusal::TooSlow))?, Instant::now()))
}
