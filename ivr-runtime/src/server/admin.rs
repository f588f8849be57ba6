//! The admin listener: metrics and health checks for operators, and the pages.

use std::future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::timeout;
use warp::Filter;
use warp::http::{HeaderMap, HeaderValue, StatusCode, header};
use warp::reject::{self, Rejection};
use warp::reply::{Reply, Response};

use super::App;
use super::accept::Routes;
use super::refusal::{Refusal, json, refuse_admin};
use crate::logging::Causes;
use crate::menu::Tree;
use crate::net::names_this_machine;

/// How long the database may take to prove that it can be written to.
const CHECK: Duration = Duration::from_secs(1);

/// `/metrics`, `/readyz`, `/healthz`, and `others` for every other path.
///
/// On loopback (`local`), requests under a foreign host name are refused, against DNS rebinding.
pub(super) fn routes<T: Tree>(app: &Arc<App<T>>, local: bool, others: Option<Routes>) -> Routes {
    let with = |app: &Arc<App<T>>| {
        let app = Arc::clone(app);
        warp::get().and(host(local)).map(move || Arc::clone(&app))
    };
    let metrics = warp::path!("metrics")
        .and(with(app))
        .map(|app: Arc<App<T>>| metrics(&app));
    let ready = warp::path!("readyz")
        .and(with(app))
        .then(async |app: Arc<App<T>>| ready(&app).await);
    let health = warp::path!("healthz")
        .and(host(local))
        .map(|| json(r#"{"status":"ok"}"#.into()));
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

/// Accepts requests whose host is this machine, or that name no host, as no browser does.
fn host(local: bool) -> impl Filter<Extract = (), Error = Rejection> + Clone {
    warp::header::headers_cloned()
        .and_then(move |headers: HeaderMap| {
            let mut hosts = headers.get_all(header::HOST).iter();
            let known = |host: &HeaderValue| host.to_str().is_ok_and(names_this_machine);
            future::ready(if !local || hosts.all(known) {
                Ok(())
            } else {
                Err(Rejection::from(Refusal::StrangeHost))
            })
        })
        .untuple_one()
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

impl<T: Tree> App<T> {
    /// Whether a proxy should keep sending callers here: until the server shuts down.
    pub(super) fn health(&self) -> Response {
        self.watched.store(true, Ordering::Relaxed);
        if self.is_draining() {
            return unavailable(&serde_json::json!({"status": "shutting down"}));
        }
        json(r#"{"status":"ok"}"#.into())
    }

    pub(super) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

/// Whether callers should be sent here: not while the server shuts down, nor if the database can't be written to.
async fn ready<T: Tree>(app: &App<T>) -> Response {
    app.watched.store(true, Ordering::Relaxed);
    if app.is_draining() {
        return not_ready("shutting down");
    }
    let Some(journal) = &app.journal else {
        return json(r#"{"status":"ready"}"#.into());
    };
    match timeout(CHECK, journal.check()).await {
        Ok(Ok(())) => json(r#"{"status":"ready"}"#.into()),
        Ok(Err(error)) => not_ready(&Causes(&error).to_string()),
        Err(_) => not_ready("the database does not answer"),
    }
}

fn not_ready(reason: &str) -> Response {
    unavailable(&serde_json::json!({"status": "not ready", "reason": reason}))
}

fn unavailable(body: &serde_json::Value) -> Response {
    let body = json(body.to_string().into());
    warp::reply::with_status(body, StatusCode::SERVICE_UNAVAILABLE).into_response()
}
