//! The second listener: how the server is, for those who run it, and the pages.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, timeout};
use warp::Filter;
use warp::filters::path::FullPath;
use warp::http::{HeaderValue, StatusCode, header};
use warp::reply::{Reply, Response};

use super::App;
use super::body;
use super::refusal::Refusal;
use super::webhook::json;
use crate::Tree;
use crate::pages::{self, Pages};

/// How long the database may take to say that it is there.
const CHECK: Duration = Duration::from_secs(1);

/// How long the body of a request to the pages may take.
const BODY: Duration = Duration::from_secs(5);

/// `/metrics`, `/readyz`, `/healthz` and, where there are pages, whatever else they have.
pub(super) fn routes<T: Tree>(
    app: &Arc<App<T>>,
    pages: Option<Arc<Pages>>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + use<T> {
    let with = |app: &Arc<App<T>>| {
        let app = Arc::clone(app);
        warp::get().map(move || Arc::clone(&app))
    };
    let metrics = warp::path!("metrics")
        .and(with(app))
        .map(|app: Arc<App<T>>| metrics(&app));
    let ready = warp::path!("readyz")
        .and(with(app))
        .then(async |app: Arc<App<T>>| ready(&app).await);
    let health = warp::path!("healthz").map(|| json(r#"{"status":"ok"}"#.into()));
    let rest = warp::any()
        .and(warp::method())
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(warp::header::headers_cloned())
        .and(warp::body::stream())
        .then(move |method, path: FullPath, query, headers, body| {
            let pages = pages.clone();
            async move {
                let Some(pages) = pages else {
                    return Refusal::NoAdminPath.into_response();
                };
                let deadline = Instant::now() + BODY;
                let body = match body::read(body, pages::BODY_BYTES, deadline).await {
                    Ok(body) => body,
                    Err(refusal) => return refusal.into_response(),
                };
                let path = path.as_str().to_owned();
                let request = pages::Request {
                    method,
                    path,
                    query,
                    headers,
                    body,
                };
                pages.answer(request).await
            }
        });
    let nothing = warp::any().map(|| Refusal::NoAdminPath.into_response());
    metrics
        .or(ready)
        .unify()
        .or(health)
        .unify()
        .or(rest)
        .unify()
        .or(nothing)
        .unify()
}

fn metrics<T: Tree>(app: &App<T>) -> Response {
    match app.metrics.text(app.journal.as_ref()) {
        Ok(text) => {
            let mut response = Response::new(text.into());
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/plain; version=0.0.4"),
            );
            response
        }
        Err(error) => not_ready(&error.to_string()),
    }
}

/// Whether callers should be sent here: not while it shuts down, nor without its database.
async fn ready<T: Tree>(app: &App<T>) -> Response {
    if app.draining.load(Ordering::Relaxed) {
        return not_ready("shutting down");
    }
    let Some(journal) = &app.journal else {
        return json(r#"{"status":"ready"}"#.into());
    };
    match timeout(CHECK, journal.store().check()).await {
        Ok(Ok(())) => json(r#"{"status":"ready"}"#.into()),
        Ok(Err(error)) => not_ready(&error.to_string()),
        Err(_) => not_ready("the database does not answer"),
    }
}

fn not_ready(reason: &str) -> Response {
    let body = serde_json::json!({"status": "not ready", "reason": reason}).to_string();
    warp::reply::with_status(json(body.into()), StatusCode::SERVICE_UNAVAILABLE).into_response()
}
