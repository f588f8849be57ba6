//! The routes, as warp filters.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::time::Instant;
use warp::Filter;
use warp::http::{HeaderValue, Method};
use warp::reject::Rejection;
use warp::reply::{Reply, Response};

use super::App;
use super::body;
use super::refusal::Refusal;
use super::webhook::{self, Webhook};
use crate::Tree;

/// Every route. Whatever comes in is answered: none of them rejects.
pub(super) fn routes<T: Tree>(
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + use<T> {
    let vca = warp::path!("vca_webhook").and(webhook(Webhook::Vca, app));
    let vss = warp::path!("vss_webhook").and(webhook(Webhook::Vss, app));
    let health = warp::path!("healthz").and(warp::method()).map(health);
    let nothing = warp::any().map(|| Refusal::NotFound.into_response());
    vca.or(vss).unify().or(health).unify().or(nothing).unify()
}

/// One webhook: takes events and answers them.
fn webhook<T: Tree>(
    webhook: Webhook,
    app: &Arc<App<T>>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + use<T> {
    let app = Arc::clone(app);
    let content_type = warp::header::value("content-type")
        .map(Some)
        .or(warp::any().map(|| None))
        .unify();
    warp::method()
        .and(content_type)
        .and(warp::body::stream())
        .then(move |method, content_type: Option<HeaderValue>, stream| {
            let app = Arc::clone(&app);
            let deadline = Instant::now() + app.limits.request;
            async move {
                let answer = async {
                    check(&method, content_type.as_ref())?;
                    let body_deadline = deadline.min(Instant::now() + app.limits.body);
                    let body = body::read(stream, app.limits.body_bytes, body_deadline).await?;
                    webhook::answer(webhook, &body, &app, deadline).await
                };
                answer.await.unwrap_or_else(Refusal::into_response)
            }
        })
}

/// Checks what can be checked before the body is read.
fn check(method: &Method, content_type: Option<&HeaderValue>) -> Result<(), Refusal> {
    if method != Method::POST {
        return Err(Refusal::MethodNotAllowed { allow: "POST" });
    }
    // A sender that names no type is taken at its word: the body must be JSON anyway.
    if content_type.is_some_and(|value| !is_json(value)) {
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
fn health(method: Method) -> Response {
    if matches!(method, Method::GET | Method::HEAD) {
        webhook::json(r#"{"status":"ok"}"#.into())
    } else {
        Refusal::MethodNotAllowed { allow: "GET, HEAD" }.into_response()
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
