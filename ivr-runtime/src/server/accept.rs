//! The accept loop: connections in, requests to the filters, and an end to it all.
//!
//! `warp::serve` bounds neither the head of a request nor the end of a shutdown, so
//! the connections are hyper's, and the filters run in them as a service.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::Either;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;
use tracing::{debug, info, warn};
use warp::reply::Response;

use super::arrival::Refused;
use super::gate::{Gate, Slot};
use super::seldom::Seldom;
use super::stall::{Stalling, Turns};
use super::together::Together;

/// Serves connections until `shutdown` is ready, then lets those that are open end.
/// Gives the number of those that had not ended in time and were cut.
pub(super) async fn serve<S>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    service: S,
    gate: Gate,
    shutdown: impl Future<Output = ()>,
) -> usize
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let ending = Arc::<Ending>::default();
    let gate = Arc::new(gate);
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            // Forgets connections as they end.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match gate.admit(peer.ip()) {
                    Ok(slot) => {
                        let connection = Connection {
                            peer,
                            service: service.clone(),
                            gate: Arc::clone(&gate),
                            ending: Arc::clone(&ending),
                            slot,
                        };
                        connections.spawn(connection.serve(stream, tls.clone()));
                    }
                    // Over TLS there is nothing that could be said without the cost of it.
                    Err(refusal) => gate.turn_away(stream, &refusal, tls.is_none()),
                },
                Err(error) => recover(&error).await,
            },
        }
    }
    drop(listener);
    // Those that have ended already are open no more.
    while connections.try_join_next().is_some() {}
    info!(open = connections.len(), "shutting down");
    ending.begin();
    let ended = async { while connections.join_next().await.is_some() {} };
    if timeout(gate.limits().drain, ended).await.is_ok() {
        return 0;
    }
    let mut cut = 0;
    connections.abort_all();
    while let Some(ended) = connections.join_next().await {
        cut += usize::from(ended.is_err_and(|error| error.is_cancelled()));
    }
    cut
}

/// Tells connections that they are to end.
#[derive(Debug, Default)]
struct Ending {
    has_begun: AtomicBool,
    begun: Arc<Notify>,
}

impl Ending {
    fn begin(&self) {
        self.has_begun.store(true, Ordering::Release);
        self.begun.notify_waiters();
    }

    fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::Acquire)
    }
}

/// A connection that has a slot.
struct Connection<S> {
    peer: SocketAddr,
    service: S,
    gate: Arc<Gate>,
    ending: Arc<Ending>,
    slot: Slot,
}

impl<S> Connection<S>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible> + 'static,
{
    /// Serves it to its end.
    ///
    /// What a connection without TLS waits in is no `async` function around another one, as each keeps
    /// what it hands on: it would weigh four times as much.
    fn serve(
        self,
        stream: TcpStream,
        tls: Option<TlsAcceptor>,
    ) -> impl Future<Output = ()> + use<S> {
        // Answers are small, and a caller is waiting.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "no TCP_NODELAY");
        }
        let turns = Turns::default();
        let stream = Stalling::new(stream, self.gate.limits().head, turns.clone());
        match tls {
            None => Either::Left(self.requests(stream, turns)),
            // Apart, so that a connection without TLS does not carry its weight along.
            Some(tls) => Either::Right(Box::pin(self.secured(stream, turns, tls))),
        }
    }

    async fn secured(self, stream: Stalling<TcpStream>, turns: Turns, tls: TlsAcceptor) {
        match timeout(self.gate.limits().head, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.requests(stream, turns).await,
            Ok(Err(error)) => debug!(%error, "no TLS"),
            Err(_) => debug!("TLS took too long"),
        }
    }

    fn requests<I>(self, stream: I, turns: Turns) -> impl Future<Output = ()> + use<S, I>
    where
        I: AsyncRead + AsyncWrite + Unpin + 'static,
    {
        let Self {
            peer,
            service,
            gate,
            ending,
            slot,
        } = self;
        // warp's filters are always ready, so they need not be asked, and are called one request at a
        // time; to clone them for each instead would count up and down all that they share.
        let service = RefCell::new(service);
        let checked = service_fn(move |mut request: Request<Incoming>| {
            turns.pass();
            let turns = turns.clone();
            // What may go on carries nothing along, as nearly all of them may.
            if let Err(refusal) = gate.check(peer.ip(), request.headers()) {
                request.extensions_mut().insert(Refused(refusal));
            }
            let answer = service.borrow_mut().call(request);
            answer.inspect(move |_| turns.pass())
        });
        let mut connection = http1::Builder::new()
            // The platform's heads are small. 16 KiB is more than any of them needs.
            .max_buf_size(16 * 1024)
            // An answer is small: to copy it behind its head costs less than to write both as two.
            .writev(false)
            // Who has sent all may say so, and is answered all the same. To notice whoever is gone, hyper
            // would try to read once more before it answers.
            .half_close(true)
            .serve_connection(TokioIo::new(Together::new(stream)), checked);
        let mut end = Seldom::new(Arc::clone(&ending.begun).notified_owned());
        let mut is_told = false;
        let served = poll_fn(move |cx| {
            let mut connection = Pin::new(&mut connection);
            // It may have begun before there was a connection: TLS takes its time.
            if !is_told && (ending.has_begun() || end.poll(cx, |_| false).is_ready()) {
                is_told = true;
                connection.as_mut().graceful_shutdown();
            }
            connection.poll(cx)
        });
        served.map(move |ended| {
            if let Err(error) = ended {
                debug!(%error, "connection ended early");
            }
            drop(slot);
        })
    }
}

/// Goes on after an accept that failed.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        return;
    }
    // Most likely we are out of file descriptors: wait for connections to end.
    warn!(%error, "can't accept connections");
    sleep(Duration::from_millis(100)).await;
}
