//! The routes, as warp filters.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::time::Instant;
use warp::Filter;
use warp::http::{HeaderName, Method};
use warp::reject::Rejection;
use warp::reply::{Reply, Response};

use super::App;
use super::arrival::Refused;
use super::body;
use super::refusal::Refusal;
use super::request::{Received, RequestName};
use super::webhook::{self, Webhook};
use crate::Tree;

/// Tells the sender what the log calls the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Every route. Whatever comes in is answered: none of them rejects.
///
/// For each request warp makes a copy of all that might have to be asked next. So one filter is there for
/// both webhooks, and all else is a single alternative to it.
pub(super) fn routes<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + use<T> {
    let health = counted("/healthz", app, health);
    let health = warp::path!("healthz").and(warp::method()).map(health);
    let nothing = counted("other", app, |_| Err(Refusal::NotFound));
    let nothing = warp::any().map(move || nothing(Method::GET));
    let others = health.or(nothing).unify();
    webhooks(app).or(others).unify()
}

/// The webhooks: they take events and answer them.
fn webhooks<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + use<T> {
    let app = Arc::clone(app);
    let posted = warp::path!(Webhook)
        .and(warp::method())
        .and(warp::ext::optional::<Refused>())
        .and(warp::body::stream());
    posted.then(move |webhook, method, refused: Option<_>, stream| {
        let app = Arc::clone(&app);
        let began = Instant::now();
        let request = app.names.next();
        async move {
            let answer = async {
                if method != Method::POST {
                    return Err(Refusal::MethodNotAllowed { allow: "POST" });
                }
                refused.map_or(Ok(()), |Refused(why)| Err(why))?;
                let limits = &app.limits;
                let patience = limits.body.min(limits.request);
                let read = body::read(stream, limits.body_bytes, began, patience);
                let (body, at) = read.await?;
                let received = Received {
                    name: &request,
                    body: &body,
                    at,
                    deadline: began + limits.request,
                };
                webhook::answer(webhook, &app, received).await
            }
            .await;
            let mut response = finish(&app, Webhook::path(webhook), &request, answer);
            if let Some(name) = request.into_header() {
                response.headers_mut().insert(REQUEST_ID, name);
            }
            response
        }
    })
}

/// Counts a request and tells of its refusal.
fn finish<T: Tree>(
    app: &App<T>,
    path: &str,
    request: &RequestName,
    answer: Result<Response, Refusal>,
) -> Response {
    let response = answer.unwrap_or_else(|refusal| {
        let tell = || refusal.tell(&app.metrics, &app.bursts);
        request.span(None).in_scope(tell);
        refusal.into_response()
    });
    app.metrics.request(path, response.status().as_str());
    response
}

/// A route whose answer depends on the method alone.
fn counted<T: Tree, A: Fn(Method) -> Result<Response, Refusal> + Clone>(
    path: &'static str,
    app: &Arc<App<T>>,
    answer: A,
) -> impl Fn(Method) -> Response + Clone + use<T, A> {
    let app = Arc::clone(app);
    move |method| finish(&app, path, &app.names.next(), answer(method))
}

/// Alive, as far as a process can tell of itself.
fn health(method: Method) -> Result<Response, Refusal> {
    if matches!(method, Method::GET | Method::HEAD) {
        Ok(webhook::json(r#"{"status":"ok"}"#.into()))
    } else {
        Err(Refusal::MethodNotAllowed { allow: "GET, HEAD" })
    }
}
