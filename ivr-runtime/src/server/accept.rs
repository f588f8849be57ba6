//! The accept loop: connections in, requests to the filters, and an end to it all.
//!
//! `warp::serve` bounds neither the head of a request nor the end of a shutdown, so
//! the connections are hyper's, and the filters run in them as a service.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::time::Duration;

use http_body_util::Limited;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::{debug, info, warn};
use warp::reply::Response;

use super::Limits;

/// Serves connections until `shutdown` is ready, then lets those that are open end.
/// Gives the number of those that had not ended in time and were cut.
pub(super) async fn serve<S>(
    listener: TcpListener,
    service: S,
    limits: &Limits,
    shutdown: impl Future<Output = ()>,
) -> usize
where
    S: Service<Request<Limited<Incoming>>, Response = Response, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            // Forgets connections as they end.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let watcher = graceful.watcher();
                    connections.spawn(connection(stream, service.clone(), limits.clone(), watcher));
                }
                Err(error) => recover(&error).await,
            },
        }
    }
    drop(listener);
    info!(open = graceful.count(), "shutting down");
    if timeout(limits.drain, graceful.shutdown()).await.is_ok() {
        return 0;
    }
    let mut cut = 0;
    connections.abort_all();
    while let Some(ended) = connections.join_next().await {
        cut += usize::from(ended.is_err_and(|error| error.is_cancelled()));
    }
    cut
}

/// Serves one connection to its end.
async fn connection<S>(stream: TcpStream, service: S, limits: Limits, watcher: Watcher)
where
    S: Service<Request<Limited<Incoming>>, Response = Response, Error = Infallible>,
{
    // Answers are small, and a caller is waiting.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "no TCP_NODELAY");
    }
    let limited = service_fn(move |request: Request<Incoming>| {
        service.call(request.map(|body| Limited::new(body, limits.body_bytes)))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), limited);
    if let Err(error) = watcher.watch(connection).await {
        debug!(%error, "connection ended early");
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
