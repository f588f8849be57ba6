//! Decides which requests may reach the pages, and what the pages may do.
//!
//! The pages are for whoever can reach loopback, but not for other sites that are open in the same browser. So requests
//! are refused if their `Host` is another name that resolves to loopback (DNS rebinding), or if another site's page has
//! sent them.

use warp::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::PageError;
use crate::net::names_this_machine;

/// A header that only our own scripts send: no form can send it, and for scripts of other sites the browser asks first
/// (CORS preflight).
pub(super) const OWN: &str = "x-ivr-page";

/// The content security policy: a page may load its own styles and scripts, and connect to its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Checks where a request comes from.
pub(super) fn check(method: &Method, headers: &HeaderMap) -> Result<(), PageError> {
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    if !names_this_machine(host) {
        let reason = "open this page at 127.0.0.1 or localhost";
        return Err(PageError::Strange(reason));
    }
    if matches!(
        text(headers, "sec-fetch-site"),
        Some("cross-site" | "same-site")
    ) && !is_visit(headers)
    {
        return Err(PageError::Strange("this request comes from another site"));
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let origin = text(headers, header::ORIGIN.as_str());
    if origin.is_some_and(|origin| origin != format!("http://{host}")) {
        return Err(PageError::Strange("this request comes from another site"));
    }
    if !headers.contains_key(OWN) {
        return Err(PageError::Strange(
            "only the page itself may send this request",
        ));
    }
    Ok(())
}

/// Whether a person navigates here, by a link or the address bar.
fn is_visit(headers: &HeaderMap) -> bool {
    text(headers, "sec-fetch-mode") == Some("navigate")
        && text(headers, "sec-fetch-dest") == Some("document")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Adds the headers that keep other sites from reading or embedding a response.
pub(super) fn seal(headers: &mut HeaderMap) {
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: Method, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        });
        check(&method, &headers.collect()).is_ok()
    }

    #[test]
    fn only_names_of_this_machine_are_known() {
        for (host, known) in [
            ("127.0.0.1:9464", true),
            ("127.0.0.2", true),
            ("localhost:9999", true),
            ("LOCALHOST", true),
            ("[::1]:9464", true),
            ("", false),
            ("example.com:9464", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com:80", false),
            ("127.0.0.1:80@example.com", false),
            ("192.0.2.7", false),
            ("[2001:db8::1]:9464", false),
            ("[::1", false),
        ] {
            assert_eq!(allowed(Method::GET, &[("host", host)]), known, "{host}");
        }
        assert!(!allowed(Method::GET, &[]));
    }

    #[test]
    fn other_sites_may_link_here_and_nothing_else() {
        let host = ("host", "127.0.0.1:9464");
        let site = |site| ("sec-fetch-site", site);
        let visit = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        for (headers, known) in [
            (vec![host, site("same-origin")], true),
            (vec![host, site("none")], true),
            (vec![host, site("cross-site")], false),
            (vec![host, site("same-site")], false),
            (vec![host, site("cross-site"), visit[0], visit[1]], true),
            (vec![host, site("cross-site"), visit[0]], false),
        ] {
            assert_eq!(allowed(Method::GET, &headers), known, "{headers:?}");
        }
        let own = (OWN, "1");
        let origin = |origin| ("origin", origin);
        for (headers, known) in [
            (vec![host, own], true),
            (vec![host], false),
            (vec![host, own, origin("http://127.0.0.1:9464")], true),
            (vec![host, own, origin("http://127.0.0.1:9465")], false),
            (vec![host, own, origin("null")], false),
            (vec![host, own, site("cross-site")], false),
            (
                vec![
                    host,
                    own,
                    site("cross-site"),
                    visit[0],
                    visit[1],
                    origin("http://a.b"),
                ],
                false,
            ),
        ] {
            assert_eq!(allowed(Method::POST, &headers), known, "{headers:?}");
        }
    }
}
