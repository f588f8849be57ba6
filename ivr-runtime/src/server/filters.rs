//! The routes, as warp filters. Each filter checks one thing; [`refuse`] answers every refusal.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use tokio::time::Instant;
use warp::Filter;
use warp::http::{HeaderMap, HeaderValue, Method, header};
use warp::path::FullPath;
use warp::reject::Rejection;
use warp::reply::Reply;

use super::App;
use super::accept::Routes;
use super::body;
use super::gate::Visitor;
use super::posted::{self, Incoming};
use super::refusal::{Refusal, Refused, refuse};
use super::request::Received;
use crate::carrier::Proof;
use crate::menu::Tree;

/// All routes, for the connection of `visitor`.
pub(super) fn routes<T: Tree>(app: &Arc<App<T>>, visitor: &Visitor) -> Routes {
    let peer = visitor.peer;
    let webhooks = webhook(app)
        .and(method("POST"))
        .and(address(app, peer))
        .and_then(authorization(app))
        .and_then(content_type)
        .and(received(app))
        .and_then({
            let (app, visitor) = (Arc::clone(app), visitor.clone());
            move |incoming, received| {
                posted::answer(Arc::clone(&app), visitor.clone(), incoming, received)
            }
        });
    let [health, ending] = [Arc::clone(app), Arc::clone(app)];
    let health = warp::path!("healthz")
        .and(method("GET, HEAD"))
        .map(move || health.health());
    let (refusing, counting) = (Arc::clone(app), Arc::clone(app));
    webhooks
        .or(health)
        .unify()
        .recover(move |rejection| ready(refuse(&refusing, &rejection, peer)))
        .unify()
        .with(warp::log::custom(move |answered| {
            let mut paths = counting.webhooks().chain(["/healthz"]);
            let path = paths.find(|path| *path == answered.path());
            let path = path.unwrap_or("other");
            counting.metrics.request(path, answered.status());
        }))
        .map(move |reply| {
            let mut response = Reply::into_response(reply);
            if ending.is_draining() {
                // Makes clients with open connections reconnect elsewhere.
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            response
        })
        .boxed()
}

/// Accepts or refuses a request.
fn check<R: Into<Rejection>>(passes: bool, refusal: impl FnOnce() -> R) -> Result<(), Rejection> {
    if passes {
        Ok(())
    } else {
        Err(refusal().into())
    }
}

/// Accepts these methods, written as in the header `allow`.
pub(super) fn method(allow: &'static str) -> impl Filter<Extract = (), Error = Rejection> + Clone {
    warp::method()
        .and_then(move |method: Method| {
            let passes = allow.split(", ").any(|allowed| method == allowed);
            ready(check(passes, || Refusal::MethodNotAllowed { allow }))
        })
        .untuple_one()
}

/// Accepts clients that may send requests. Direct clients were [admitted](super::gate) already; this checks
/// those behind a proxy.
fn address<T: Tree>(
    app: &Arc<App<T>>,
    peer: IpAddr,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + use<T> {
    let direct = warp::any()
        .and_then({
            let app = Arc::clone(app);
            move || {
                // Direct clients are checked again, because the settings may have changed.
                let live = app.live();
                let access = &live.access;
                let passes = !access.asks_proxy(peer) && access.may_connect(peer);
                ready(check(passes, || Refusal::Forbidden))
            }
        })
        .untuple_one();
    let app = Arc::clone(app);
    let forwarded = warp::header::headers_cloned()
        .and_then(move |headers: HeaderMap| {
            let live = app.live();
            let client = live.access.client(peer, &headers);
            let passes = live.access.may_call(client);
            ready(check(passes, || {
                Refused::behind_proxy(Refusal::Forbidden, client)
            }))
        })
        .untuple_one();
    direct.or(forwarded).unify()
}

/// Accepts the paths that the tree's carriers post to.
fn webhook<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Incoming<T>,), Error = Rejection> + Clone + use<T> {
    let app = Arc::clone(app);
    let query = warp::query::raw().or_else(|_| ready(Ok::<_, Infallible>((String::new(),))));
    warp::path::full()
        .and(warp::header::headers_cloned())
        .and(query)
        .and_then(move |path: FullPath, headers, query| {
            let incoming = Incoming::new(&app, path.as_str(), query, headers);
            ready(incoming.ok_or_else(warp::reject::not_found))
        })
}

/// Accepts requests that may be from the carrier.
fn authorization<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Fn(Incoming<T>) -> Ready<Result<Incoming<T>, Rejection>> + Clone + use<T> {
    let app = Arc::clone(app);
    move |incoming| {
        let passes = incoming.proof(&app.live().access, &[]) != Proof::Lacking;
        ready(check(passes, || Refusal::Unauthorized).map(|()| incoming))
    }
}

/// Accepts content types that the carrier sends.
fn content_type<T: Tree>(incoming: Incoming<T>) -> Ready<Result<Incoming<T>, Rejection>> {
    let passes = incoming.is_readable();
    ready(check(passes, || Refusal::UnsupportedMediaType).map(|()| incoming))
}

/// An optional header.
fn header(
    name: &'static str,
) -> impl Filter<Extract = (Option<HeaderValue>,), Error = Infallible> + Clone {
    warp::header::value(name)
        .map(Some)
        .or_else(|_| ready(Ok((None,))))
}

/// Reads the body, within its limits of size and time.
fn received<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Received,), Error = Rejection> + Clone + use<T> {
    let app = Arc::clone(app);
    let stream = header("content-length").and(warp::body::stream());
    stream.and_then(move |length: Option<HeaderValue>, stream| {
        let app = Arc::clone(&app);
        let announced = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let began = Instant::now();
        async move {
            let live = app.live();
            let limits = &live.limits;
            let until = began + limits.body.min(limits.request);
            let body = body::read(stream, announced, limits.body_bytes, until).await?;
            Ok::<_, Rejection>(Received {
                name: app.names.next(),
                body,
                at: Instant::now(),
                deadline: began + limits.request,
            })
        }
    })
}
