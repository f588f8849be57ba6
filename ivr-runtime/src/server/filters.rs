//! The routes, as warp filters: each refuses what it is there to refuse, and [`refuse`] answers that.

use std::convert::Infallible;
use std::future::ready;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::time::Instant;
use warp::Filter;
use warp::http::{HeaderMap, HeaderValue, Method, header};
use warp::reject::Rejection;
use warp::reply::Reply;

use super::App;
use super::accept::Routes;
use super::body;
use super::posted::{self, Webhook};
use super::refusal::{Refusal, Refused, refuse};
use super::request::Received;
use crate::Tree;
use crate::carrier::{Carrier, Documents};

/// Every route, for a connection from `peer`.
pub(super) fn routes<T: Tree, C: Carrier>(
    app: &Arc<App<T>>,
    documents: &Arc<Documents<T, C>>,
    peer: IpAddr,
) -> Routes {
    let webhooks = warp::path::param::<Webhook<C>>()
        .and(warp::path::end())
        .and(method("POST"))
        .and(address(app, peer))
        .and(authorization::<T, C>(app))
        .and(content_type::<C>())
        .and(received(app))
        .and_then({
            let door = (Arc::clone(app), Arc::clone(documents));
            move |webhook, received| posted::answer(door.clone(), webhook, received)
        });
    let [health, ending] = [Arc::clone(app), Arc::clone(app)];
    let health = warp::path!("healthz")
        .and(method("GET, HEAD"))
        .map(move || health.health());
    let (refusing, counting) = (Arc::clone(app), Arc::clone(app));
    webhooks
        .or(health)
        .unify()
        .recover(move |rejection| ready(refuse::<T, C>(&refusing, &rejection, peer)))
        .unify()
        .with(warp::log::custom(move |answered| {
            let mut paths = C::WEBHOOKS.iter().chain(&["/healthz"]);
            let path = paths.find(|path| **path == answered.path());
            let path = path.unwrap_or(&"other");
            counting.metrics.request(path, answered.status());
        }))
        .map(move |reply| {
            let mut response = Reply::into_response(reply);
            if ending.is_draining() {
                // Who keeps connections takes the next one elsewhere.
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            response
        })
        .boxed()
}

/// Lets a request pass, or refuses it.
fn check<R: Into<Rejection>>(passes: bool, refusal: impl FnOnce() -> R) -> Result<(), Rejection> {
    if passes {
        Ok(())
    } else {
        Err(refusal().into())
    }
}

/// Lets these methods pass, which are written as the header `allow` lists them.
pub(super) fn method(allow: &'static str) -> impl Filter<Extract = (), Error = Rejection> + Clone {
    warp::method()
        .and_then(move |method: Method| {
            let passes = allow.split(", ").any(|allowed| method == allowed);
            ready(check(passes, || Refusal::MethodNotAllowed { allow }))
        })
        .untuple_one()
}

/// Lets those pass who may call. Whoever connects themselves was [admitted](super::gate); here it is
/// about those for whom a proxy speaks.
fn address<T: Tree>(
    app: &Arc<App<T>>,
    peer: IpAddr,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + use<T> {
    let direct = warp::any()
        .and_then({
            let app = Arc::clone(app);
            move || {
                // Again, as the settings may have changed since then.
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

/// Lets those pass who know the secret.
fn authorization<T: Tree, C: Carrier>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + use<T, C> {
    let app = Arc::clone(app);
    header(C::CREDENTIAL)
        .and_then(move |sent: Option<HeaderValue>| {
            let sent = sent.as_ref().map(HeaderValue::as_bytes);
            let is_ours = C::authenticate(sent, &app.live().access.secrets);
            ready(check(is_ours, || Refusal::Unauthorized))
        })
        .untuple_one()
}

/// Lets pass what the carrier reads. A sender that names no type is taken at its word: the body must be that anyway.
fn content_type<C: Carrier>() -> impl Filter<Extract = (), Error = Rejection> + Clone {
    header("content-type")
        .and_then(|sent: Option<HeaderValue>| {
            let passes = sent.as_ref().is_none_or(C::reads);
            ready(check(passes, || Refusal::UnsupportedMediaType))
        })
        .untuple_one()
}

/// A header, where there is one.
fn header(
    name: &'static str,
) -> impl Filter<Extract = (Option<HeaderValue>,), Error = Infallible> + Clone {
    warp::header::value(name)
        .map(Some)
        .or_else(|_| ready(Ok((None,))))
}

/// Reads the body, within its bounds of size and time.
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
