//! Tests signatures as Twilio creates them.

use warp::http::HeaderValue;
use warp::http::header::{AUTHORIZATION, HOST};

use super::*;

/// The example in Twilio's documentation ("Validating Signatures from Twilio"), adapted to our
/// host and path.
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

/// The signature that Twilio would send.
fn signed(algorithm: Algorithm, url: &str, fields: &str) -> String {
    let key = hmac::Key::new(algorithm, TOKEN.as_bytes());
    STANDARD.encode(hmac::sign(&key, format!("{url}{fields}").as_bytes()))
}

#[test]
fn the_vendors_own_example_is_accepted() {
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let signed = format!("{url}{}", signed_fields(BODY));
    assert_eq!(
        STANDARD.encode(hmac::sign(&key, signed.as_bytes())),
        EXPECTED
    );
}

#[cfg(feature = "client")]
#[test]
fn what_is_signed_here_is_accepted_here() {
    let mut posting = Posting::new("/myapp.php", "", BODY.to_owned());
    let url = "http://127.0.0.1:8080/myapp.php?state=a";
    sign(&mut posting, url, TOKEN);
    let host = HeaderValue::from_static("127.0.0.1:8080");
    posting.headers.insert(HOST, host);
    for (query, proof) in [("state=a", Proof::Given), ("state=b", Proof::Lacking)] {
        assert_eq!(
            asked(&posting.headers, query, BODY, TOKEN),
            proof,
            "{query}"
        );
    }
}

#[test]
fn the_url_may_have_lost_its_scheme_and_its_port() {
    let fields = signed_fields(BODY);
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
    let signature = signed(HMAC_SHA256, url, &signed_fields(BODY));
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
    assert_eq!(signed_fields("b=2&a=2&a=1&a=2"), "a1a2b2");
}

/// The cases of the vendor's own `spec/validation.spec.js`, by their subject. A URL with another port there is a `Host`
/// header with that port here.
#[test]
fn the_vendors_cases_are_decided_as_its_helper_does() {
    let fields = "CallSidCA1Digits1234";
    let body = "Digits=1234&CallSid=CA1";
    for (about, url, host, query, more) in [
        (
            "a port is left out",
            "https://a.example/myapp.php?x=1",
            "a.example:1234",
            "x=1",
            None,
        ),
        (
            "a port is signed",
            "http://a.example:1234/myapp.php?x=1",
            "a.example:1234",
            "x=1",
            None,
        ),
        (
            "443 is put in",
            "https://a.example:443/myapp.php?x=1",
            "a.example",
            "x=1",
            None,
        ),
        (
            "80 is put in",
            "http://a.example:80/myapp.php?x=1",
            "a.example",
            "x=1",
            None,
        ),
        (
            "letters of a host",
            "https://a.example/myapp.php",
            "A.Example",
            "",
            None,
        ),
        (
            "user and password",
            "https://user:pass@a.example/myapp.php?x=1",
            "a.example",
            "x=1",
            Some((AUTHORIZATION, "Basic dXNlcjpwYXNz")),
        ),
        (
            "user and password, and 443",
            "https://user:pass@a.example:443/myapp.php?x=1",
            "a.example",
            "x=1",
            Some((AUTHORIZATION, "Basic dXNlcjpwYXNz")),
        ),
        (
            "user alone",
            "https://user@a.example/myapp.php",
            "a.example",
            "",
            Some((AUTHORIZATION, "Basic dXNlcjo=")),
        ),
        (
            "a query as it came",
            "https://a.example/myapp.php?Body=It's+amazing",
            "a.example",
            "Body=It's+amazing",
            None,
        ),
        (
            "a query of a URL",
            "https://a.example/myapp.php?Body=It%27s+amazing",
            "a.example",
            "Body=It's+amazing",
            None,
        ),
        (
            "a legacy query",
            "https://a.example/myapp.php?Body=It's%20amazing",
            "a.example",
            "Body=It's+amazing",
            None,
        ),
        (
            "a legacy query, twice",
            "https://a.example/myapp.php?a=1&a=2&b=",
            "a.example",
            "a=1&b&a=2",
            None,
        ),
    ] {
        let signature = signed(HMAC_SHA1_FOR_LEGACY_USE_ONLY, url, fields);
        let mut headers = headers(&signature, host);
        if let Some((name, value)) = more {
            headers.insert(name, HeaderValue::from_static(value));
        }
        assert_eq!(asked(&headers, query, body, TOKEN), Proof::Given, "{about}");
        let other = format!("{query}&more=true");
        assert_eq!(
            asked(&headers, &other, body, TOKEN),
            Proof::Lacking,
            "{about}"
        );
    }
}

#[test]
fn what_a_proxy_was_asked_for_is_tried() {
    let url = "https://shop.example:8443/myapp.php";
    let signature = signed(HMAC_SHA1_FOR_LEGACY_USE_ONLY, url, &signed_fields(BODY));
    for proxied in [
        &[("x-forwarded-host", "shop.example:8443")][..],
        &[("x-forwarded-host", "Shop.example:8443, inner.example")],
        &[
            ("x-forwarded-host", "shop.example"),
            ("x-forwarded-port", "8443"),
        ],
    ] {
        let mut headers = headers(&signature, "10.0.0.7:8080");
        assert_eq!(asked(&headers, "", BODY, TOKEN), Proof::Lacking);
        for (name, value) in proxied {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        assert_eq!(
            asked(&headers, "", BODY, TOKEN),
            Proof::Given,
            "{proxied:?}"
        );
    }
}

/// Of all that is plausible, no more than 32 spellings are tried.
#[test]
fn a_proxys_url_with_a_password_is_tried_although_our_own_host_has_a_port() {
    let url = "https://user:pass@shop.example/myapp.php?a='+1";
    let signature = signed(HMAC_SHA1_FOR_LEGACY_USE_ONLY, url, &signed_fields(BODY));
    let mut headers = headers(&signature, "10.0.0.7:8080");
    let forwarded = HeaderValue::from_static("shop.example");
    headers.insert("x-forwarded-host", forwarded);
    let credentials = HeaderValue::from_static("Basic dXNlcjpwYXNz");
    headers.insert(AUTHORIZATION, credentials);
    assert_eq!(asked(&headers, "a='+1", BODY, TOKEN), Proof::Given);
}

#[test]
fn a_body_that_is_no_form_is_signed_by_its_digest() {
    let body = r#"{"property": "value", "boolean": true}"#;
    let told = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let query = format!("foo=1&bodySHA256={told}");
    let url = format!("https://shop.example/myapp.php?{query}");
    let headers = headers(
        &signed(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &url, ""),
        "shop.example",
    );
    assert_eq!(asked(&headers, &query, body, TOKEN), Proof::Given);
    assert_eq!(asked(&headers, &query, "{}", TOKEN), Proof::Lacking);
    let changed = query.replace("0a1f", "0a2f");
    assert_eq!(asked(&headers, &changed, body, TOKEN), Proof::Lacking);
    assert_eq!(asked(&headers, "foo=1", body, TOKEN), Proof::Lacking);
}

fn signed_fields(body: &str) -> String {
    let headers = HeaderMap::new();
    let request = Request {
        path: "/",
        query: "",
        headers: &headers,
        body: body.as_bytes(),
    };
    fields(&request).unwrap()
}
