//! The proof that Twilio sent a request (Twilio, Webhooks Security; the vendor's helper in `twilio-node`).
//!
//! Twilio signs the URL that it asked for, and behind it each field of the body in the order of their names. Of
//! that URL we see the host and what follows it. Which scheme it had, and whether it named a port, a proxy may
//! have changed; so each spelling is tried that it can have had.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{self, Algorithm, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256};
use warp::http::HeaderMap;
use warp::http::header::HOST;

use crate::carrier::{Proof, Request, Secret};

const SIGNATURE: &str = "x-twilio-signature";

/// Names another algorithm than that of the auth token: `key=..,algorithm=HMAC_SHA256`.
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// Whether Twilio sent a request.
pub(super) fn proof(request: &Request<'_>, secrets: &[&Secret]) -> Proof {
    if secrets.is_empty() {
        return Proof::Given;
    }
    let sent = text(request.headers, SIGNATURE);
    let (Ok(sent), Some(algorithm)) = (STANDARD.decode(sent), algorithm(request.headers)) else {
        return Proof::Lacking;
    };
    if sent.is_empty() {
        return Proof::Lacking;
    }
    if request.body.is_empty() {
        return Proof::NeedsBody;
    }
    let fields = fields(request.body);
    let urls = urls(request);
    let is_of = |secret: &&Secret| {
        let key = hmac::Key::new(algorithm, secret.text().as_bytes());
        urls.iter().any(|url| {
            let signed = format!("{url}{fields}");
            hmac::verify(&key, signed.as_bytes(), &sent).is_ok()
        })
    };
    if secrets.iter().any(is_of) {
        Proof::Given
    } else {
        Proof::Lacking
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// `None` if it is one that we do not know.
fn algorithm(headers: &HeaderMap) -> Option<Algorithm> {
    let settings = text(headers, SETTINGS).split(',');
    let mut named = settings.filter_map(|setting| setting.split_once('='));
    let algorithm = named.find_map(|(name, value)| {
        let value = value.trim();
        (name.trim() == "algorithm" && !value.is_empty()).then_some(value)
    });
    match algorithm {
        None => Some(HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        Some(name) if name.eq_ignore_ascii_case("HMAC_SHA1") => Some(HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        Some(name) if name.eq_ignore_ascii_case("HMAC_SHA256") => Some(HMAC_SHA256),
        Some(_) => None,
    }
}

/// The fields of a body as they are signed: each name with its values, which are sorted and each there once.
fn fields(body: &[u8]) -> String {
    let mut fields: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name).or_default().insert(value);
    }
    let mut signed = String::new();
    for (name, values) in &fields {
        for value in values {
            signed.push_str(name);
            signed.push_str(value);
        }
    }
    signed
}

/// The URLs that Twilio can have asked for.
fn urls(request: &Request<'_>) -> Vec<String> {
    let host = text(request.headers, HOST.as_str());
    // The one that a proxy was asked by, where it tells.
    let forwarded = text(request.headers, "x-forwarded-host");
    let forwarded = forwarded.split(',').next().unwrap_or_default().trim();
    let mut hosts: Vec<String> = Vec::new();
    for host in [host, forwarded] {
        if !host.is_empty() {
            hosts.push(host.to_owned());
            hosts.push(without_port(host).to_owned());
        }
    }
    let query = match request.query {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let mut urls = Vec::new();
    for (scheme, port) in [("https", 443), ("http", 80)] {
        for host in &hosts {
            let with_port = (without_port(host) == host).then(|| format!("{host}:{port}"));
            for host in with_port.iter().chain([host]) {
                urls.push(format!("{scheme}://{host}{}{query}", request.path));
            }
        }
    }
    urls.dedup();
    urls
}

fn without_port(host: &str) -> &str {
    // The colons of an address of IPv6 stand in brackets.
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderValue;

    use super::*;

    /// The vector of Twilio's documentation ("Validating Signatures from Twilio"), with its host and its path in
    /// the places that they have here.
    const BODY: &str = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
    const EXPECTED: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn headers(signature: &str, host: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        headers.insert(SIGNATURE, signature.parse().unwrap());
        headers
    }

    fn asked(headers: &HeaderMap, query: &str, body: &str, secret: &str) -> Proof {
        let secret: Secret = secret.parse().unwrap();
        let request = Request {
            path: "/myapp.php",
            query,
            headers,
            body: body.as_bytes(),
        };
        proof(&request, &[&secret])
    }

    const TOKEN: &str = "12345678";

    /// What Twilio would send.
    fn signed(algorithm: Algorithm, url: &str, fields: &str) -> String {
        let key = hmac::Key::new(algorithm, TOKEN.as_bytes());
        STANDARD.encode(hmac::sign(&key, format!("{url}{fields}").as_bytes()))
    }

    #[test]
    fn the_vendors_own_example_is_accepted() {
        let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let signed = format!("{url}{}", fields(BODY.as_bytes()));
        assert_eq!(
            STANDARD.encode(hmac::sign(&key, signed.as_bytes())),
            EXPECTED
        );
    }

    #[test]
    fn the_url_may_have_lost_its_scheme_and_its_port() {
        let fields = fields(BODY.as_bytes());
        for (url, host) in [
            ("https://shop.example/myapp.php?state=a", "shop.example"),
            ("https://shop.example:443/myapp.php?state=a", "shop.example"),
            ("https://shop.example/myapp.php?state=a", "shop.example:443"),
            (
                "https://shop.example:8443/myapp.php?state=a",
                "shop.example:8443",
            ),
            ("http://shop.example/myapp.php?state=a", "shop.example:80"),
            ("https://[::1]/myapp.php?state=a", "[::1]:8080"),
        ] {
            let signature = signed(HMAC_SHA1_FOR_LEGACY_USE_ONLY, url, &fields);
            let headers = headers(&signature, host);
            assert_eq!(
                asked(&headers, "state=a", BODY, TOKEN),
                Proof::Given,
                "{url}"
            );
            assert_eq!(asked(&headers, "state=b", BODY, TOKEN), Proof::Lacking);
            assert_eq!(
                asked(&headers, "state=a", "CallSid=CA2", TOKEN),
                Proof::Lacking
            );
            assert_eq!(
                asked(&headers, "state=a", BODY, "another-token"),
                Proof::Lacking
            );
        }
    }

    #[test]
    fn the_newer_algorithm_is_known_and_no_other() {
        let url = "https://shop.example/myapp.php";
        let signature = signed(HMAC_SHA256, url, &fields(BODY.as_bytes()));
        let mut headers = headers(&signature, "shop.example");
        assert_eq!(asked(&headers, "", BODY, TOKEN), Proof::Lacking);
        let named = HeaderValue::from_static("key=webhooks_1,algorithm=HMAC_SHA256");
        headers.insert(SETTINGS, named);
        assert_eq!(asked(&headers, "", BODY, TOKEN), Proof::Given);
        headers.insert(SETTINGS, HeaderValue::from_static("algorithm=HMAC_MD5"));
        assert_eq!(asked(&headers, "", BODY, TOKEN), Proof::Lacking);
    }

    #[test]
    fn who_sends_no_signature_is_refused_before_the_body_is_read() {
        let mut headers = headers("c2lnbmVk", "shop.example");
        assert_eq!(asked(&headers, "", "", TOKEN), Proof::NeedsBody);
        headers.remove(SIGNATURE);
        assert_eq!(asked(&headers, "", "", TOKEN), Proof::Lacking);
        headers.insert(SIGNATURE, HeaderValue::from_static("no base64!"));
        assert_eq!(asked(&headers, "", "", TOKEN), Proof::Lacking);
    }

    #[test]
    fn a_field_that_is_there_twice_is_signed_with_each_value_once() {
        assert_eq!(fields(b"b=2&a=2&a=1&a=2"), "a1a2b2");
    }
}
