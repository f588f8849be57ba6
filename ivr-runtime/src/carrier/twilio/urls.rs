//! The URLs that Twilio may have requested.
//!
//! Twilio signs the whole URL, of which we see only the host and the path, and a proxy may have changed those. So all
//! plausible spellings are tried: those that the vendor's helper tries, and those that a proxy hides.

use std::cell::LazyCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use warp::http::HeaderMap;
use warp::http::header::{AUTHORIZATION, HOST};

use super::text;
use crate::carrier::Request;

/// Maximum number of spellings, so that a request without a secret costs little.
const SPELLINGS: usize = 32;

/// Characters that a URL's query escapes (WHATWG URL, special-query percent-encode set).
const OF_A_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\'');

/// Characters that Node's `querystring` escapes in a name or a value.
const OF_A_LEGACY_QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Whether one of the URLs that Twilio may have requested matches. They are tried in order of likelihood.
pub(super) fn is_any(request: &Request<'_>, mut is_it: impl FnMut(&str) -> bool) -> bool {
    let query = request.query;
    let encoded = LazyCell::new(|| utf8_percent_encode(query, OF_A_URL).to_string());
    let legacy = LazyCell::new(|| legacy(query));
    let credentials = credentials(request.headers);
    let users = [Some(String::new()), credentials];
    let mut tried: Vec<String> = Vec::new();
    for (scheme, port) in [("https", 443), ("http", 80)] {
        for host in hosts(request.headers, port) {
            for user in users.iter().flatten() {
                for spelling in 0..3 {
                    let query = match spelling {
                        0 => query,
                        1 => encoded.as_str(),
                        _ => legacy.as_str(),
                    };
                    let mark = if query.is_empty() { "" } else { "?" };
                    let url = format!("{scheme}://{user}{host}{}{mark}{query}", request.path);
                    if tried.contains(&url) {
                        continue;
                    }
                    if is_it(&url) {
                        return true;
                    }
                    tried.push(url);
                    if tried.len() == SPELLINGS {
                        return false;
                    }
                }
            }
        }
    }
    false
}

/// The hosts, with and without their ports. Names are in lower case, as in the URLs of the vendor's helper.
fn hosts(headers: &HeaderMap, default_port: u16) -> impl Iterator<Item = String> {
    // A proxy forwards the requested host, if configured; several proxies append theirs.
    let first = |name| {
        let values = text(headers, name);
        let first = values.split(',').next().unwrap_or_default();
        first.trim().to_ascii_lowercase()
    };
    let forwarded_port = first("x-forwarded-port");
    let named = [first(HOST.as_str()), first("x-forwarded-host")].into_iter();
    let named = named.filter(|host| !host.is_empty());
    named.flat_map(move |host| {
        let bare = without_port(&host).to_owned();
        let with_port = |port: &str| (!port.is_empty()).then(|| format!("{bare}:{port}"));
        let known_port = with_port(&forwarded_port);
        let default_port = with_port(&default_port.to_string());
        let known = [known_port, default_port].into_iter().flatten();
        [host, bare].into_iter().chain(known)
    })
}

fn without_port(host: &str) -> &str {
    // The colons of an IPv6 address are within brackets.
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    }
}

/// The user and password in the URL, which a client sends as a header.
fn credentials(headers: &HeaderMap) -> Option<String> {
    let (scheme, sent) = text(headers, AUTHORIZATION.as_str()).split_once(' ')?;
    let decoded = STANDARD.decode(sent.trim()).ok()?;
    let written = String::from_utf8(decoded).ok()?;
    let user = written.strip_suffix(':').unwrap_or(&written);
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| format!("{user}@"))
}

/// A query as Node's `querystring` parses and serialises it: repeated names are grouped.
fn legacy(query: &str) -> String {
    let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value.into_owned()),
            None => pairs.push((name.into_owned(), vec![value.into_owned()])),
        }
    }
    let written = |text: &str| utf8_percent_encode(text, OF_A_LEGACY_QUERY).to_string();
    let pairs = pairs.iter().flat_map(|(name, values)| {
        let name = written(name);
        let values = values.iter();
        values.map(move |value| format!("{name}={}", written(value)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderValue;

    use super::*;

    #[test]
    fn a_request_without_a_secret_costs_little() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "a.example:1"),
            ("x-forwarded-host", "b.example:2"),
            ("x-forwarded-port", "3"),
            ("authorization", "Basic dXNlcjpwYXNz"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let request = Request {
            path: "/myapp.php",
            query: "a='+1",
            headers: &headers,
            body: b"a=1",
        };
        let mut tried = 0;
        assert!(!is_any(&request, |_| {
            tried += 1;
            false
        }));
        assert_eq!(tried, SPELLINGS);
    }
}
