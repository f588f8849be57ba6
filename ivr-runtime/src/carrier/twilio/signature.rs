//! Verifies that Twilio sent a request (Twilio, Webhooks Security; the vendor's helper, `validateRequest` of
//! `twilio-node`).
//!
//! Twilio signs the URL that it requested, followed by the fields of the body in the order of their names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::hmac::{self, Algorithm, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256};
use warp::http::HeaderMap;

use super::text;
use super::urls::is_any;
#[cfg(feature = "client")]
use crate::carrier::part::Posting;
use crate::carrier::{Proof, Request, Secret};

const SIGNATURE: &str = "x-twilio-signature";

/// A header that names another algorithm than that of the auth token: `key=..,algorithm=HMAC_SHA256`.
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// The query parameter with the body's digest, for bodies that are not forms.
const BODY_DIGEST: &str = "bodySHA256";

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
    let Some(fields) = fields(request) else {
        return Proof::Lacking;
    };
    let key = |secret: &&Secret| hmac::Key::new(algorithm, secret.text().as_bytes());
    let keys: Vec<_> = secrets.iter().map(key).collect();
    let is_signed = is_any(request, |url| {
        let signed = format!("{url}{fields}");
        let mut keys = keys.iter();
        keys.any(|key| hmac::verify(key, signed.as_bytes(), &sent).is_ok())
    });
    if is_signed {
        Proof::Given
    } else {
        Proof::Lacking
    }
}

/// Signs a request to a URL, as Twilio does by default.
#[cfg(feature = "client")]
pub(super) fn sign(posting: &mut Posting, url: &str, token: &str) {
    let Some(fields) = fields(&posting.request()) else {
        return;
    };
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let signed = format!("{url}{fields}");
    let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    // Base64, whose characters are valid in a header.
    if let Ok(signature) = signature.parse() {
        posting.headers.insert(SIGNATURE, signature);
    }
}

/// `None` if the algorithm is unknown.
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

/// The part of the body that is signed after the URL: each name with its values, sorted and without duplicates. Empty
/// if the URL contains the body's digest; `None` if that digest does not match.
fn fields(request: &Request<'_>) -> Option<String> {
    let mut named = form_urlencoded::parse(request.query.as_bytes());
    if let Some((_, told)) = named.find(|(name, _)| name == BODY_DIGEST) {
        let is_told = told.eq_ignore_ascii_case(&hex(digest(&SHA256, request.body).as_ref()));
        return is_told.then(String::new);
    }
    let mut fields: Vec<_> = form_urlencoded::parse(request.body).collect();
    fields.sort_unstable();
    fields.dedup();
    let mut signed = String::with_capacity(request.body.len());
    for (name, value) in &fields {
        signed.push_str(name);
        signed.push_str(value);
    }
    Some(signed)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
