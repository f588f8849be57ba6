//! Tests with Twilio's own package, which signs and verifies what we verify.

use ivr_runtime::carrier::{Carrier, Proof, Request, Secret, twilio::Twilio};
use serde_json::{Value, json};
use support::Outcome;
use warp::http::HeaderMap;

use super::node::Node;

const TOKEN: &str = "12345678901234567890";

const BODY: &str =
    "CallSid=CA1&From=%2B6591234567&Digits=1%23&Empty=&Name=J%C3%B6rg+%26+Co&a=2&a=1&a=2";

/// Signs each URL with both algorithms, and verifies requests with a changed signature or changed fields.
const SCRIPT: &str = r"
const {getExpectedTwilioSignature: sign, validateRequest: check} = require('twilio');
const params = {};
for (const [name, value] of new URLSearchParams(input.body)) {
    params[name] = name in params ? [params[name], value].flat() : value;
}
const cases = input.urls.flatMap((url) => ['HMAC_SHA1', 'HMAC_SHA256'].map((algorithm) => {
    const signature = sign(input.token, url, params, algorithm);
    const accepted = check(input.token, signature, url, params, algorithm);
    const changed = check(input.token, signature, url, {...params, Digits: '2#'}, algorithm);
    const elsewhere = check(input.token, signature, url.replace('main', 'pain'), params, algorithm);
    return {url, algorithm, signature, accepted, changed, elsewhere};
}));
console.log(JSON.stringify(cases));
";

pub(crate) fn what_its_code_signs_is_accepted_and_nothing_else() -> Outcome {
    let node = Node::find()?;
    let urls = [
        "https://ivr.example.com/twilio/call?state=main",
        "https://ivr.example.com:443/twilio/call?state=main",
        "https://ivr.example.com:8443/twilio/call?state=main~1&min=4",
        "http://ivr.example.com/twilio/call?state=main~~a%20b%26c",
    ];
    let input = json!({"token": TOKEN, "body": BODY, "urls": urls});
    let cases = node.run(SCRIPT, &input);
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 2 * urls.len());
    for case in cases {
        let text = |name: &str| case[name].as_str().unwrap();
        let (url, signature) = (text("url"), text("signature"));
        let ours = |url: &str, body: &str, signature: &str| {
            asked(url, text("algorithm"), body, signature) == Proof::Given
        };
        assert_eq!(case["accepted"], Value::Bool(true), "{case}");
        assert!(ours(url, BODY, signature), "{case}");
        let changed = BODY.replace("1%23", "2%23");
        assert_eq!(case["changed"], Value::Bool(ours(url, &changed, signature)));
        let elsewhere = url.replace("main", "pain");
        assert_eq!(
            case["elsewhere"],
            Value::Bool(ours(&elsewhere, BODY, signature))
        );
        // Each of its characters counts.
        for at in 0..signature.trim_end_matches('=').len() {
            let mut wrong: Vec<char> = signature.chars().collect();
            wrong[at] = if wrong[at] == 'A' { 'B' } else { 'A' };
            let wrong: String = wrong.into_iter().collect();
            assert!(!ours(url, BODY, &wrong), "{wrong}");
        }
    }
    Ok(())
}

fn asked(url: &str, algorithm: &str, body: &str, signature: &str) -> Proof {
    let (_, url) = url.split_once("://").unwrap();
    let (host, path) = url.split_once('/').unwrap();
    let (_, query) = path.split_once('?').unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("host", host.parse().unwrap());
    headers.insert("x-twilio-signature", signature.parse().unwrap());
    if algorithm != "HMAC_SHA1" {
        let settings = format!("key=webhooks,algorithm={algorithm}");
        let name = "x-twilio-webhooks-signature-settings";
        headers.insert(name, settings.parse().unwrap());
    }
    let secret: Secret = TOKEN.parse().unwrap();
    let request = Request {
        path: "/twilio/call",
        query,
        headers: &headers,
        body: body.as_bytes(),
    };
    Twilio.authenticate(&request, &[&secret])
}
