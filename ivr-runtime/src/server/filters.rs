//! The routes, as warp filters.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::time::Instant;
use warp::Filter;
use warp::http::{HeaderMap, HeaderValue, Method, header};
use warp::reject::Rejection;
use warp::reply::{Reply, Response};

use super::App;
use super::body;
use super::refusal::Refusal;
use super::request::RequestName;
use super::webhook::{self, Webhook};
use crate::Tree;

/// Where a connection comes from. The accept loop gives it to every request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Every route. Whatever comes in is answered: none of them rejects.
pub(super) fn routes<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + use<T> {
    let vca = warp::path!("vca_webhook").and(webhook(Webhook::Vca, app));
    let vss = warp::path!("vss_webhook").and(webhook(Webhook::Vss, app));
    let health = counted("/healthz", app, health);
    let health = warp::path!("healthz").and(warp::method()).map(health);
    let nothing = counted("other", app, |_| Err(Refusal::NotFound));
    let nothing = warp::any().map(move || nothing(Method::GET));
    vca.or(vss).unify().or(health).unify().or(nothing).unify()
}

/// One webhook: takes events and answers them.
fn webhook<T: Tree>(
    webhook: Webhook,
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + use<T> {
    let app = Arc::clone(app);
    let peer = warp::ext::optional::<Peer>();
    warp::method()
        .and(warp::header::headers_cloned())
        .and(peer)
        .and(warp::body::stream())
        .then(move |method, headers: HeaderMap, peer, stream| {
            let app = Arc::clone(&app);
            let deadline = Instant::now() + app.limits.request;
            let request = app.names.next();
            async move {
                let answer = async {
                    check(&app, &method, &headers, peer)?;
                    let body_deadline = deadline.min(Instant::now() + app.limits.body);
                    let body = body::read(stream, app.limits.body_bytes, body_deadline).await?;
                    webhook::answer(webhook, &body, &app, &request, deadline).await
                };
                let mut response = finish(&app, webhook.path(), &request, answer.await);
                if let Some(name) = request.into_header() {
                    response.headers_mut().insert("x-request-id", name);
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

/// Checks what can be checked before the body is read.
fn check<T: Tree>(
    app: &App<T>,
    method: &Method,
    headers: &HeaderMap,
    peer: Option<Peer>,
) -> Result<(), Refusal> {
    // Without an address it is no connection of the accept loop, and so nobody's.
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |Peer(peer)| peer.ip());
    // Several headers are one list. What is no text names nobody.
    let forwarded: Option<Vec<_>> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().ok())
        .collect();
    let forwarded = forwarded.unwrap_or_default().join(",");
    let forwarded = Some(forwarded.as_str()).filter(|list| !list.is_empty());
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(HeaderValue::as_bytes);
    if *method != Method::POST {
        return Err(Refusal::MethodNotAllowed { allow: "POST" });
    }
    app.access.check(peer, forwarded, authorization)?;
    // A sender that names no type is taken at its word: the body must be JSON anyway.
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| !is_json(value))
    {
        return Err(Refusal::UnsupportedMediaType);
    }
    Ok(())
}

/// Whether a content type is JSON: `application/json`, or `application/..+json`, with or
/// without parameters.
fn is_json(content_type: &HeaderValue) -> bool {
    let Ok(text) = content_type.to_str() else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence
        .strip_prefix("application/")
        .is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

/// Alive, as far as a process can tell of itself.
fn health(method: Method) -> Result<Response, Refusal> {
    if matches!(method, Method::GET | Method::HEAD) {
        Ok(webhook::json(r#"{"status":"ok"}"#.into()))
    } else {
        Err(Refusal::MethodNotAllowed { allow: "GET, HEAD" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_media_type() {
        for (content_type, json) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json;charset=UTF-8", true),
            ("application/cloudevents+json", true),
            ("text/json", false),
            ("text/plain", false),
            ("application/jsonp", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(is_json(&value), json, "{content_type}");
        }
        assert!(!is_json(
            &HeaderValue::from_bytes(b"application/\xff").unwrap()
        ));
    }
}
