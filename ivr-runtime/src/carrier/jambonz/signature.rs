//! Verifies that jambonz sent a request (jambonz, Securing webhooks; `lib/utils/base-requestor.js` of its
//! feature server).
//!
//! `Jambonz-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of the time, a full stop and the body. It does not
//! cover the URL, so no URL contains anything that decides a call: see [`super::verbs`].

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::hmac::{self, HMAC_SHA256};
use warp::http::HeaderMap;

#[cfg(feature = "client")]
use crate::carrier::part::Posting;
use crate::carrier::{Proof, Request, Secret};

const SIGNATURE: &str = "jambonz-signature";

/// Maximum difference of the clocks, and age of a request, as in jambonz's own helper.
const TOLERANCE: Duration = Duration::from_secs(300);

/// Whether jambonz sent a request that arrived `now`.
pub(super) fn proof(request: &Request<'_>, secrets: &[&Secret], now: SystemTime) -> Proof {
    if secrets.is_empty() {
        return Proof::Given;
    }
    let Some(signature) = text(request.headers).and_then(Signature::read) else {
        return Proof::Lacking;
    };
    if signature.is_stale(now) {
        return Proof::Lacking;
    }
    if request.body.is_empty() {
        return Proof::NeedsBody;
    }
    let mut signed = format!("{}.", signature.time).into_bytes();
    signed.extend_from_slice(request.body);
    let is_of = |secret: &&Secret| {
        let key = hmac::Key::new(HMAC_SHA256, secret.text().as_bytes());
        let mut signatures = signature.v1.iter();
        signatures.any(|sent| hmac::verify(&key, &signed, sent).is_ok())
    };
    if secrets.iter().any(is_of) {
        Proof::Given
    } else {
        Proof::Lacking
    }
}

/// A parsed signature header.
pub(super) fn text(headers: &HeaderMap) -> Option<&str> {
    headers.get(SIGNATURE)?.to_str().ok()
}

/// Signs a body at this time.
#[cfg(feature = "client")]
pub(super) fn sign(posting: &mut Posting, secret: &str, at: SystemTime) {
    let time = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let key = hmac::Key::new(HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{}", posting.body).as_bytes());
    let hex: String = tag
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // Digits and letters, which are valid in a header.
    if let Ok(signature) = format!("t={time},v1={hex}").parse() {
        posting.headers.insert(SIGNATURE, signature);
    }
}

struct Signature<'a> {
    /// As text, because the text is signed.
    time: &'a str,
    v1: Vec<Vec<u8>>,
}

impl<'a> Signature<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (mut time, mut v1) = (None, Vec::new());
        for part in text.split(',') {
            match part.trim().split_once('=') {
                Some(("t", text)) => time = Some(text),
                Some(("v1", text)) => v1.push(hex(text)?),
                // A future scheme.
                _ => {}
            }
        }
        let time = time?;
        (!v1.is_empty()).then_some(Self { time, v1 })
    }

    fn is_stale(&self, now: SystemTime) -> bool {
        let sent = self.time.parse().ok().map(Duration::from_secs);
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        sent.is_none_or(|sent| now.abs_diff(sent) > TOLERANCE)
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |&[high, low]: &[u8; 2]| Some((digit(high)? << 4) | digit(low)?);
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    bytes.filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wh_secret_2Hc8";
    const BODY: &str = r#"{"call_sid":"1","digits":"4"}"#;
    const AT: u64 = 1_795_950_000;
    /// Created with another library, Python's `hmac`.
    const SIGNED: &str = "9fb8e98ecd4260ad3008682e537076a75dbca11c48e7b16f37a1af2a7455d165";

    fn asked(header: &str, body: &str, secret: &str, now: u64) -> Proof {
        let secret: Secret = secret.parse().unwrap();
        let mut headers = HeaderMap::new();
        if !header.is_empty() {
            headers.insert(SIGNATURE, header.parse().unwrap());
        }
        let request = Request {
            path: super::super::CALL,
            query: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        let now = UNIX_EPOCH + Duration::from_secs(now);
        proof(&request, &[&secret], now)
    }

    fn sent(time: u64) -> String {
        format!("t={time},v1={SIGNED}")
    }

    #[test]
    fn the_body_is_signed_with_its_time() {
        assert_eq!(asked(&sent(AT), BODY, SECRET, AT), Proof::Given);
        for (header, body, secret) in [
            (sent(AT), r#"{"call_sid":"1","digits":"5"}"#, SECRET),
            (sent(AT), BODY, "another-secret"),
            (sent(AT + 1), BODY, SECRET),
            (sent(AT).replacen('4', "5", 1), BODY, SECRET),
        ] {
            assert_eq!(asked(&header, body, secret, AT), Proof::Lacking, "{header}");
        }
        let two = format!("t={AT},v1=00,v1={SIGNED},v2=x");
        assert_eq!(asked(&two, BODY, SECRET, AT), Proof::Given);
    }

    #[cfg(feature = "client")]
    #[test]
    fn what_is_signed_here_is_what_others_sign() {
        let mut posting = Posting::new("", "", BODY.to_owned());
        sign(&mut posting, SECRET, UNIX_EPOCH + Duration::from_secs(AT));
        assert_eq!(text(&posting.headers), Some(&*sent(AT)));
    }

    #[test]
    fn five_minutes_are_tolerated_and_no_second_more() {
        for (now, proof) in [
            (AT + 300, Proof::Given),
            (AT + 301, Proof::Lacking),
            (AT - 300, Proof::Given),
            (AT - 301, Proof::Lacking),
        ] {
            assert_eq!(asked(&sent(AT), BODY, SECRET, now), proof, "{now}");
        }
    }

    #[test]
    fn who_sends_no_signature_is_refused_before_the_body_is_read() {
        assert_eq!(asked(&sent(AT), "", SECRET, AT), Proof::NeedsBody);
        for header in [
            "",
            "t=1795950000",
            "v1=00",
            "t=1795950000,v1=0",
            "t=1795950000,v1=zz",
            "t=now,v1=00",
            "t=99999999999999999999,v1=00",
        ] {
            assert_eq!(asked(header, "", SECRET, AT), Proof::Lacking, "{header}");
        }
        // Too old, so the body need not be read.
        assert_eq!(asked(&sent(AT), "", SECRET, AT + 301), Proof::Lacking);
    }
}
