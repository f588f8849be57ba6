//! The accept loop: accepts connections, passes their requests to the filters, and shuts down.
//!
//! `warp::serve` limits neither the time for a request's head nor that for a shutdown, so hyper serves the
//! connections, and the warp filters answer their requests.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_io_timeout::TimeoutWriter;
use tokio_rustls::TlsAcceptor;
use tracing::{debug, info, warn};
use warp::filters::BoxedFilter;
use warp::http::header::HOST;
use warp::http::{Request, Version};
use warp::reply::{Reply, Response};

use super::gate::{Gate, Slot, Visitor};
use super::refusal::Refusal;
use super::tls;

/// All routes, as a service for one connection.
pub(super) type Routes = BoxedFilter<(Response,)>;

/// How long the last connections have to send their request.
const LAST: Duration = Duration::from_secs(1);

/// Serves connections until `shutdown` is ready, then waits for the open ones to end.
/// Returns the number of connections that did not end in time and were cut.
///
/// `routes` builds the routes of a connection from its peer.
pub(super) async fn serve(
    listener: TcpListener,
    routes: impl Fn(&Visitor) -> Routes,
    gate: Gate,
    shutdown: impl Future<Output = ()>,
) -> usize {
    let ending = GracefulShutdown::new();
    let admitting = Admitting {
        routes,
        gate: &gate,
        ending: &ending,
    };
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            // Reaps connections as they end.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => admitting.take(stream, peer.ip(), &mut connections),
                Err(error) => recover(&error).await,
            },
        }
    }
    // Connections in the backlog are served: closing the listener would reset them.
    if let Ok(listener) = listener.into_std() {
        for (stream, peer) in waiting(&listener).take(gate.live().limits.connections) {
            admitting.take(stream, peer.ip(), &mut connections);
        }
    }
    info!(open = ending.count(), "shutting down");
    let drain = gate.live().limits.drain;
    let deadline = Instant::now() + drain;
    // A graceful shutdown of hyper closes a connection that has sent nothing yet at once, although a
    // request may be on its way.
    let last = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(LAST.min(drain / 2), last).await;
    if timeout_at(deadline, ending.shutdown()).await.is_ok() {
        return 0;
    }
    let mut cut = 0;
    connections.abort_all();
    while let Some(ended) = connections.join_next().await {
        cut += usize::from(ended.is_err_and(|error| error.is_cancelled()));
    }
    cut
}

/// What each new connection needs.
struct Admitting<'a, R> {
    routes: R,
    gate: &'a Gate,
    ending: &'a GracefulShutdown,
}

impl<R: Fn(&Visitor) -> Routes> Admitting<'_, R> {
    /// Serves a connection, if it gets a slot.
    fn take(&self, stream: TcpStream, peer: IpAddr, connections: &mut JoinSet<()>) {
        let live = self.gate.live();
        let tls = self.gate.tls(&live);
        match self.gate.admit(peer, &live) {
            Ok(slot) => {
                let leave = slot.leave();
                let connection = Connection {
                    routes: (self.routes)(slot.visitor()),
                    head: live.limits.head,
                    ending: self.ending.watcher(),
                    slot,
                };
                connections.spawn(async move {
                    tokio::select! {
                        () = connection.serve(stream, tls) => {}
                        () = leave.notified() => debug!("unauthenticated connection closed to free its slot"),
                    }
                });
            }
            // Over TLS, an explanation would cost a handshake.
            Err(refusal) => {
                self.gate.turn_away(stream, peer, &refusal, tls.is_none());
            }
        }
    }
}

/// Accepts the connections in the listener's backlog.
fn waiting(listener: &std::net::TcpListener) -> impl Iterator<Item = (TcpStream, SocketAddr)> {
    // tokio's listener is non-blocking, and so is the one converted from it.
    std::iter::from_fn(|| listener.accept().ok()).filter_map(|(stream, peer)| {
        stream.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(stream).ok()?, peer))
    })
}

/// A connection that has a slot.
struct Connection {
    routes: Routes,
    /// Timeout for a request's head, and for a write without progress.
    head: Duration,
    /// Signals that the server shuts down.
    ending: Watcher,
    /// Held until it ends.
    slot: Slot,
}

impl Connection {
    /// Serves the connection until it ends.
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        // Responses are small, and a caller is waiting.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "no TCP_NODELAY");
        }
        let mut stream = TimeoutWriter::new(stream);
        stream.set_timeout(Some(self.head));
        let stream = Box::pin(stream);
        let Some(acceptor) = tls else {
            return self.requests(stream).await;
        };
        match timeout(self.head, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => self.requests(stream).await,
            Ok(Err(error)) => {
                self.slot.no_tls(tls::reason(&error));
                debug!(%error, "no TLS");
            }
            Err(_) => {
                self.slot.no_tls("too_slow");
                debug!("TLS took too long");
            }
        }
    }

    async fn requests(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        let Self {
            routes,
            head,
            ending,
            slot,
        } = self;
        let routes = TowerToHyperService::new(warp::service(routes));
        let service = service_fn(|request| {
            let answered = match unfit(&request) {
                None => Ok(routes.call(request)),
                Some(refusal) => {
                    slot.tell(&refusal);
                    Err(refusal)
                }
            };
            async {
                match answered {
                    Ok(answered) => answered.await,
                    Err(refusal) => Ok(refusal.into_response()),
                }
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            // Webhook heads are small; 16 KiB is more than any of them needs.
            .max_buf_size(16 * 1024)
            // Bodies are small: copying one after its head is cheaper than a vectored write.
            .writev(false)
            // A client that closes its write side still gets its response.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(error) = ending.watch(connection).await {
            if error.is_parse() {
                // hyper has sent a bare 400 or 431.
                slot.tell(&Refusal::BadHead);
            }
            debug!(%error, "connection ended early");
        }
    }
}

/// Why a request must not reach the routes. One without a path, such as `CONNECT`, would make warp panic.
fn unfit(request: &Request<Incoming>) -> Option<Refusal> {
    if !names_one_host(request) {
        Some(Refusal::BadHost)
    } else if request.uri().path_and_query().is_none() {
        Some(Refusal::BadHead)
    } else {
        None
    }
}

/// Whether a request names exactly one host, as HTTP/1.1 requires (RFC 9112, section 3.2). Behind a proxy,
/// a second one could be spoofed.
fn names_one_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    hosts == 1 || hosts == 0 && request.version() < Version::HTTP_11
}

/// Handles a failed accept.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        return;
    }
    // Most likely the process is out of file descriptors: wait for connections to end.
    warn!(%error, "could not accept a connection");
    sleep(Duration::from_millis(100)).await;
}
