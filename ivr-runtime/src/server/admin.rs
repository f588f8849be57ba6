//! The second listener: how the server is, for those who run it, and whatever else is put there.

use std::future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::timeout;
use warp::Filter;
use warp::http::{HeaderValue, StatusCode, header};
use warp::reject;
use warp::reply::{Reply, Response};

use super::App;
use super::accept::Routes;
use super::refusal::refuse_admin;
use super::webhook::json;
use crate::Tree;

/// How long the database may take to say that it is there.
const CHECK: Duration = Duration::from_secs(1);

/// `/metrics`, `/readyz`, `/healthz` and `others`, which take every request that is about none of these.
pub(super) fn routes<T: Tree>(app: &Arc<App<T>>, others: Option<Routes>) -> Routes {
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
    let nothing = || {
        warp::any()
            .and_then(|| future::ready(Err(reject::not_found())))
            .boxed()
    };
    metrics
        .or(ready)
        .unify()
        .or(health)
        .unify()
        .or(others.unwrap_or_else(nothing))
        .unify()
        .recover(|rejection| future::ready(refuse_admin(&rejection)))
        .unify()
        .boxed()
}

fn metrics<T: Tree>(app: &App<T>) -> Response {
    let log_dropped = app.log_dropped.load(Ordering::Relaxed);
    match app.metrics.text(app.journal.as_ref(), log_dropped) {
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
