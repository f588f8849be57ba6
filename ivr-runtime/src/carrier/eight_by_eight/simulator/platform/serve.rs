//! Serves the platform's API over HTTP; [`api`](super::api) answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::Shared;
use super::api::{self, Asked};

/// Maximum size of a body, far above any of our callflows.
const BODY_BYTES: usize = 1024 * 1024;

/// Serves until dropped, together with its connections.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Most likely out of file descriptors; some will be released.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let shared = Arc::clone(&shared);
                let answer = service_fn(move |request| answer(request, Arc::clone(&shared)));
                let mut http = http1::Builder::new();
                http.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(30));
                connections.spawn(async move {
                    // A client that disconnects needs no answer.
                    let _ = http.serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY_BYTES).collect().await;
    let body = body
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let authorization = head.headers.get(header::AUTHORIZATION);
    let answer = api::answer(
        &shared,
        &Asked {
            method: &head.method,
            path: head.uri.path(),
            authorization: authorization.and_then(|value| value.to_str().ok()),
            body: &body,
        },
    );
    let mut response = Response::new(Full::new(Bytes::from(answer.document.to_string())));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    if let Some(seconds) = answer.retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}
