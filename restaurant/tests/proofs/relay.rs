//! A relay in front of a database, which simulates distance or a server that is silently gone.

use std::future::pending;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// Accepts connections, and relays them.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    /// The number of cuts so far.
    cuts: watch::Sender<usize>,
    _runtime: Runtime,
}

impl Relay {
    /// Starts a relay that delivers everything with this delay.
    pub(crate) fn start(to: SocketAddr, later: Duration) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let cuts = watch::Sender::new(0);
        let all_cuts = cuts.subscribe();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(relay(stream, to, later, all_cuts.clone()));
            }
        });
        Self {
            address,
            cuts,
            _runtime: runtime,
        }
    }

    /// From now on, existing connections get nothing, not even an end. New connections work.
    pub(crate) fn cut_off(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}

async fn relay(
    stream: TcpStream,
    to: SocketAddr,
    later: Duration,
    mut cuts: watch::Receiver<usize>,
) {
    let before = *cuts.borrow_and_update();
    let Ok(other) = TcpStream::connect(to).await else {
        return;
    };
    stream.set_nodelay(true).unwrap();
    other.set_nodelay(true).unwrap();
    let ((from, back), (answers, forth)) = (stream.into_split(), other.into_split());
    let mut passing =
        pin!(async { tokio::join!(pass(from, forth, later), pass(answers, back, later)) });
    let cut_off = async {
        let _ = cuts.wait_for(|cuts| *cuts > before).await;
    };
    tokio::select! {
        _ = &mut passing => return,
        () = cut_off => {}
    }
    // Both ends stay open, but nothing is relayed.
    pending::<()>().await;
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, later: Duration) {
    let (send, mut sent) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let read = async move {
        let mut some = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut some).await {
            let _ = send.send((Instant::now() + later, some[..length].to_vec()));
        }
    };
    let write = async {
        while let Some((at, some)) = sent.recv().await {
            sleep_until(at).await;
            if to.write_all(&some).await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
