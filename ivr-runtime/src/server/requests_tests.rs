//! Generates random requests: those of carriers, and others.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use warp::http::header::{CONTENT_TYPE, HOST};
use warp::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::{Chance, SECRET};
use crate::carrier::eight_by_eight::simulator::{Form, Identity, LegPlan, Pace, Question, Session};
use crate::carrier::part::{Asking, Part, Posting};
use crate::menu::Outcome;

/// What is known about a response in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// A valid event, whose answer must be valid for the carrier.
    Answer,
    /// The request must be refused.
    Refusal,
    /// Any response, as long as the server survives.
    Anything,
}

/// A carrier, and its calls.
pub(super) struct Door {
    part: &'static dyn Part,
    calls: Vec<Call>,
}

struct Call {
    identity: Identity,
    session: Session,
    /// The state that the last answer carried.
    carried: Option<String>,
}

const CALLS: usize = 16;

impl Door {
    pub(super) fn new(part: &'static dyn Part) -> Self {
        let call = |at: usize| {
            let (person, number) = (format!("+65912345{at:02}"), "+6568888888".to_owned());
            Call {
                identity: Identity {
                    session_id: format!("call-{at}"),
                    sub_account_id: "testing".to_owned(),
                    call_ids: ["a".to_owned(), "b".to_owned()],
                    start: Timestamp::UNIX_EPOCH,
                    form: Form::ActionCompleted,
                },
                session: Session::inbound(
                    person,
                    number,
                    vec![LegPlan::new(Outcome::Busy)],
                    Pace::Instant,
                ),
                carried: None,
            }
        };
        Self {
            part,
            calls: (0..CALLS).map(call).collect(),
        }
    }

    /// The carrier's next request about a call.
    fn event(&self, call: usize, chance: &mut Chance, number: u64) -> Posting {
        let Call {
            identity,
            session,
            carried,
        } = &self.calls[call];
        let keys = [
            "1", "2", "3", "4", "5", "9", "0", "*", "#", "1", "12", "998", "4711", "7",
        ];
        let digits = (chance.below(5) > 0).then(|| (*chance.one(&keys)).to_owned());
        let question = Question {
            received: carried.is_none(),
            captured: chance.below(8) > 0,
            digits: digits.filter(|_| carried.is_some()),
            attempt: u32::try_from(1 + chance.below(3)).unwrap_or(1),
            client_action_id: carried.clone(),
            sip_code: *chance.one(&[200, 486, 480, 503, 487]),
        };
        self.part.question(&Asking {
            identity,
            event_id: &format!("event-{number}"),
            session,
            question: &question,
            now: Duration::ZERO,
        })
    }
}

/// A request as it is sent.
pub(super) struct Sent {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

const SERVER: &str = "http://127.0.0.1:8080";

/// The carrier's request to a URL, with its proof.
fn sent(carrier: &str, target: String, body: String, secret: &str) -> Sent {
    let mut headers = HeaderMap::new();
    headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
    let (content_type, name, proof) = match carrier {
        "twilio" => {
            let mut fields: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
            for (name, value) in form_urlencoded::parse(body.as_bytes()) {
                fields.entry(name).or_default().insert(value);
            }
            let mut signed = format!("{SERVER}{target}");
            for (name, values) in &fields {
                for value in values {
                    signed += name;
                    signed += value;
                }
            }
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
            let proof = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
            (
                "application/x-www-form-urlencoded",
                "x-twilio-signature",
                proof,
            )
        }
        "jambonz" => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let time = since.as_secs();
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let signed = hmac::sign(&key, format!("{time}.{body}").as_bytes());
            let hex: String = signed
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            (
                "application/json",
                "jambonz-signature",
                format!("t={time},v1={hex}"),
            )
        }
        _ => ("application/json", "authorization", secret.to_owned()),
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(HeaderName::from_static(name), proof.parse().unwrap());
    Sent {
        method: Method::POST,
        target,
        headers,
        body: body.into_bytes(),
    }
}

/// The carrier's summary: its path and its body.
fn summary(carrier: &str, session: &str) -> (&'static str, String) {
    match carrier {
        "twilio" => (
            "/twilio/status",
            format!("CallSid={session}&CallStatus=completed&CallDuration=7"),
        ),
        "jambonz" => (
            "/jambonz/status",
            format!(r#"{{"call_sid":"{session}","call_status":"completed","duration":7}}"#),
        ),
        _ => (
            "/vss_webhook",
            format!(
                r#"{{"eventType":"SESSION_SUMMARY","payload":{{"sessionId":"{session}","sessionStatus":"COMPLETED"}}}}"#
            ),
        ),
    }
}

/// Corrupts a text with bytes that are special to some parser.
fn broken(text: &str, chance: &mut Chance) -> String {
    const ODD: &[&str] = &[
        "%",
        "%zz",
        "%00",
        "%ff%fe",
        "+",
        "&",
        "&&",
        "=",
        "?",
        "\u{0}",
        "\u{1f600}",
        "{",
        "}",
        "\"",
        "\\",
        "\\ud800",
        "[[[[",
        "null",
        "-1",
        "1e999",
        ";",
        "<",
        "'",
        "state=",
        "min=99999999999",
        "left=-1",
        "bodySHA256=0",
        "~",
        "~~",
        "~~AAAA",
        "\r\n",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(3) {
        let at = chance.below(characters.len() + 1);
        match chance.below(5) {
            0 => characters.truncate(at),
            1 if at < characters.len() => {
                characters.remove(at);
            }
            2 => {
                let end = at + chance.below(characters.len() + 1 - at);
                let again: Vec<char> = characters[at..end].to_vec();
                characters.splice(at..at, again);
            }
            3 => {
                let long = chance
                    .one(&["9", "\u{e9}", "[", "a=1&"])
                    .repeat(chance.below(3_000));
                characters.splice(at..at, long.chars());
            }
            _ => {
                characters.splice(at..at, chance.one(ODD).chars());
            }
        }
    }
    characters.into_iter().collect()
}

/// Adds headers, some of which are wrong or unusual.
fn odd_headers(headers: &mut HeaderMap, chance: &mut Chance) {
    let odd: &[(&'static str, &'static [u8])] = &[
        ("content-type", b"text/plain"),
        ("content-type", b"\xff"),
        ("content-type", b"application/json; charset=utf-8"),
        ("content-type", b"application/x-www-form-urlencoded;;;"),
        ("content-length", b"99999999999999999999"),
        ("content-length", b"x"),
        ("host", b""),
        ("host", b":"),
        ("host", b"[::1"),
        ("host", b"\xf0\x9f\x98\x80"),
        ("authorization", b"Basic dXNlcjpwYXNz"),
        ("authorization", b"Basic \xff"),
        ("authorization", b"Basic"),
        ("x-forwarded-host", b",,,"),
        ("x-forwarded-port", b"99999999"),
        ("x-forwarded-for", b",,,x"),
        ("x-twilio-signature", b"=="),
        ("x-twilio-signature", b"\xff"),
        ("x-twilio-webhooks-signature-settings", b"algorithm=,=,key"),
        (
            "x-twilio-webhooks-signature-settings",
            b"algorithm=HMAC_SHA256",
        ),
        ("i-twilio-idempotency-token", b"\xff"),
        ("jambonz-signature", b"t=99999999999999999999,v1=00"),
        ("jambonz-signature", b"t=,v1=,v1"),
        ("jambonz-signature", b"\xff"),
    ];
    for _ in 0..=chance.below(3) {
        let (name, value) = chance.one(odd);
        if chance.below(4) == 0 {
            headers.remove(*name);
        } else if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Uses another method, another path, or bytes that are not text.
fn odd_request(odd: &mut Sent, chance: &mut Chance) {
    const METHODS: [Method; 4] = [Method::GET, Method::HEAD, Method::PUT, Method::OPTIONS];
    const TARGETS: [&str; 6] = ["/", "//", "/%00", "/healthz", "/twilio", "/jambonz/call/"];
    match chance.below(4) {
        0 => odd.method = chance.one(&METHODS).clone(),
        1 => odd.target = (*chance.one(&TARGETS)).to_owned(),
        2 => odd.body = (0..chance.below(200)).map(|_| chance.byte()).collect(),
        _ => {
            let at = chance.below(odd.body.len());
            odd.body[at] = chance.byte();
        }
    }
}

impl Door {
    /// A request, its call, and what is known about the response.
    pub(super) fn request(&self, chance: &mut Chance, number: u64) -> (Sent, usize, Expected) {
        let call = chance.below(CALLS);
        let posting = self.event(call, chance, number);
        let request = posting.request();
        let mark = if request.query.is_empty() { "" } else { "?" };
        let target = format!("{}{mark}{}", request.path, request.query);
        let body = String::from_utf8_lossy(request.body).into_owned();
        let carrier = self.part.carrier().name();
        let signed = |target, body| sent(carrier, target, body, SECRET);
        match chance.below(12) {
            0..=4 => (signed(target, body), call, Expected::Answer),
            5 => {
                let mut unsigned = signed(target, body);
                for name in ["authorization", "x-twilio-signature", "jambonz-signature"] {
                    unsigned.headers.remove(name);
                }
                (unsigned, call, Expected::Refusal)
            }
            6 => {
                let others = sent(carrier, target, body, "the-secret-of-others");
                (others, call, Expected::Refusal)
            }
            7 => {
                let body = broken(&body, chance);
                (signed(target, body), call, Expected::Anything)
            }
            8 => {
                let target = broken(&target, chance);
                (signed(target, body), call, Expected::Anything)
            }
            9 => {
                let mut odd = signed(target, body);
                odd_headers(&mut odd.headers, chance);
                (odd, call, Expected::Anything)
            }
            10 => {
                let mut odd = signed(target, body);
                odd_request(&mut odd, chance);
                (odd, call, Expected::Anything)
            }
            _ => {
                let session = &self.calls[call].identity.session_id;
                let (path, mut body) = summary(carrier, session);
                if chance.below(2) == 0 {
                    body = broken(&body, chance);
                }
                (signed(path.to_owned(), body), call, Expected::Anything)
            }
        }
    }

    /// Compares a response with what is known about it, and remembers the state that it carries.
    pub(super) fn judge(
        &mut self,
        call: usize,
        expected: Expected,
        (status, body): (StatusCode, &[u8]),
        is_health: bool,
    ) -> Result<(), Box<dyn Error>> {
        if status.is_server_error() {
            return Err(format!("{status}").into());
        }
        let carrier = self.part.carrier();
        match expected {
            Expected::Refusal if status != StatusCode::UNAUTHORIZED => {
                return Err(format!("{status} for nobody's").into());
            }
            Expected::Answer if status != StatusCode::OK => {
                return Err(format!("{status} for a call").into());
            }
            _ => {}
        }
        let body = str::from_utf8(body)?;
        if status != StatusCode::OK || body.is_empty() || is_health || body == carrier.nothing() {
            return Ok(());
        }
        let answer = self.part.answer(body)?;
        if expected == Expected::Answer {
            self.calls[call].carried = answer.client_action_id;
        }
        Ok(())
    }
}
