//! What can be told of a request before its body is read.

use std::net::IpAddr;

use warp::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::access::Access;
use super::refusal::Refusal;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Why a request may not go on. The accept loop, which knows where it comes from, gives it to
/// the request; `/healthz` is answered all the same.
#[derive(Clone, Debug)]
pub(super) struct Refused(pub(super) Refusal);

/// Checks the head of a request.
pub(super) fn check(access: &Access, peer: IpAddr, headers: &HeaderMap) -> Result<(), Refusal> {
    let forwarded = access.trusts(peer).then(|| forwarded_for(headers));
    let forwarded = forwarded.as_deref().filter(|list| !list.is_empty());
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(HeaderValue::as_bytes);
    access.check(peer, forwarded, authorization)?;
    // A sender that names no type is taken at its word: the body must be JSON anyway.
    if headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| !is_json(value))
    {
        return Err(Refusal::UnsupportedMediaType);
    }
    Ok(())
}

/// For whom a proxy says that it speaks. Several headers are one list, and what is no text
/// names nobody.
fn forwarded_for(headers: &HeaderMap) -> String {
    let values = headers.get_all(FORWARDED_FOR).iter();
    let texts: Option<Vec<_>> = values.map(|value| value.to_str().ok()).collect();
    texts.unwrap_or_default().join(",")
}

/// Whether a content type is JSON: `application/json`, or `application/..+json`, with or
/// without parameters.
fn is_json(content_type: &HeaderValue) -> bool {
    // As the platform writes it.
    if content_type == "application/json" {
        return true;
    }
    let Ok(text) = content_type.to_str() else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default().trim();
    let begins = |text: &str, with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let ends = |text: &str, with: &str| {
        let at = text.len().checked_sub(with.len());
        at.and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(with))
    };
    essence.eq_ignore_ascii_case("application/json")
        || begins(essence, "application/") && ends(essence, "+json")
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
