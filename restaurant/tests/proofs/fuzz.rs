//! Sends generated bodies and requests: every response is 2xx or 4xx, and every call gets a valid callflow.

use serde_json::{Value, json};
use support::Chance;

use super::server::{CALLER, Client, Server};

const STATES: [&str; 8] = [
    "main_menu",
    "reservations",
    "book_table",
    "reschedule_table",
    "connect_call",
    "post_call",
    "gone",
    "",
];

/// A value of an unexpected type.
fn odd(chance: &mut Chance) -> Value {
    let long = "9".repeat(3000);
    chance
        .one(&[
            json!(null),
            json!(true),
            json!(-1),
            json!(1e300),
            json!(""),
            json!("\u{0}\u{1f600}"),
            json!(long),
            json!([]),
            json!({}),
            json!([[{"a": null}]]),
            json!("CALL_ACTION"),
            json!(CALLER),
        ])
        .clone()
}

/// An event similar to those of the platform.
fn event(chance: &mut Chance) -> Value {
    let digits = json!(chance.one(&["1", "2", "3", "4", "0", "*", "#", "", "12", "A", "99887766"]));
    let mut payload = json!({
        "eventId": format!("e{}", chance.below(100_000)),
        "sessionId": format!("s{}", chance.below(1000)),
        "callStatus": chance.one(&["CALL_RECEIVED", "ACTION_COMPLETED", "DTMF_RECEIVED", "NEW_STATUS"]),
        "callDirection": chance.one(&["INBOUND", "OUTBOUND", "SIDEWAYS"]),
        "source": CALLER, "destination": "+6567654321", "callDuration": 1.5,
        "clientActionId": chance.one(&STATES),
        "sipCode": chance.one(&[200, 404, 486, 603, 99999, -1]),
    });
    match chance.below(4) {
        0 => payload["dtmf"] = digits,
        1 => payload["eventData"] = json!({"dtmf": digits}),
        2 => payload["eventData"] = json!({"dtmf": null}),
        _ => {}
    }
    let kind = *chance.one(&[
        "CALL_ACTION",
        "CALL_ACTION",
        "CALL_ACTION",
        "SESSION_SUMMARY",
        "CALL_STATUS",
        "NEW",
    ]);
    let mut event = json!({"eventType": kind, "namespace": "VOICE", "payload": payload});
    if chance.below(2) == 0 {
        let fields: Vec<_> = event["payload"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let field = chance.one(&fields).clone();
        event["payload"][field] = odd(chance);
    }
    match chance.below(12) {
        0 => event["eventType"] = odd(chance),
        1 => event["payload"] = odd(chance),
        2 => event = odd(chance),
        _ => {}
    }
    event
}

/// The body of a request; some bodies are malformed.
fn body(chance: &mut Chance) -> Vec<u8> {
    let mut bytes = event(chance).to_string().into_bytes();
    match chance.below(8) {
        0 => bytes.truncate(chance.below(bytes.len() + 1)),
        1 => {
            let at = chance.below(bytes.len());
            bytes[at] = u8::try_from(chance.below(256)).unwrap();
        }
        2 => {
            bytes = (0..chance.below(200))
                .map(|_| u8::try_from(chance.below(256)).unwrap())
                .collect()
        }
        _ => {}
    }
    bytes
}

/// A path, a method and headers, some of which are wrong.
fn odd_request(chance: &mut Chance) -> (&'static str, &'static str, &'static str) {
    let path = *chance.one(&["/vca_webhook", "/vss_webhook", "/", "/healthz", "/%00"]);
    let method = *chance.one(&["POST", "POST", "GET", "PUT", "BREW"]);
    let headers = *chance.one(&[
        "content-type: application/json\r\n",
        "",
        "content-type: text/plain\r\n",
        "content-type: \u{ff}\r\n",
        "authorization: \u{1f600}\r\nx-forwarded-for: ,,,x\r\n",
    ]);
    (path, method, headers)
}

/// Corrupts the head of a request: truncates it, or changes some bytes.
fn garble(chance: &mut Chance, head: &mut Vec<u8>) {
    let at = chance.below(head.len());
    if chance.below(4) == 0 {
        head.truncate(at);
    } else {
        head[at] = u8::try_from(chance.below(256)).unwrap();
    }
}

/// Checks a callflow against the platform's contract.
fn check(body: &str) {
    let answer: Value = serde_json::from_str(body).unwrap();
    let flow = answer["callflow"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"));
    assert!(!flow.is_empty(), "{body}");
    for (at, action) in flow.iter().enumerate() {
        let params = &action["params"];
        let text = |name: &str| {
            params[name]
                .as_str()
                .is_some_and(|text| (1..=3000).contains(&text.chars().count()))
        };
        let fine = match action["action"].as_str().unwrap() {
            "say" => text("text") && text("voiceProfile"),
            "sayAndCapture" => {
                let number = |name: &str| params[name].as_u64().unwrap_or_else(|| panic!("{body}"));
                text("promptMessage")
                    && text("voiceProfile")
                    && number("minDigits") <= number("maxDigits")
                    && number("digitTimeout") <= number("overallTimeout")
                    && number("noOfTries") > 0
                    && answer["clientActionId"].is_string()
            }
            "makeCall" => text("source") && text("destination"),
            "hangup" => at > 0 && at + 1 == flow.len() && flow[at - 1]["action"] != "sayAndCapture",
            _ => false,
        };
        assert!(fine, "{body}");
    }
}

/// The counts of a run.
#[derive(Default)]
struct Tally {
    callflows: usize,
    /// Other responses with 200: to summaries, and to events that ask for nothing.
    acknowledged: usize,
    refused: usize,
    /// Heads that are not HTTP, answered with 4xx or by closing the connection.
    garbled: usize,
    server_errors: usize,
    /// Complete and well-formed requests whose connection was closed.
    broken: usize,
    /// The first failures.
    examples: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.callflows += other.callflows;
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.garbled += other.garbled;
        self.server_errors += other.server_errors;
        self.broken += other.broken;
        self.examples.extend(other.examples);
    }

    fn fell_short(&mut self, how: &str, request: &[u8]) {
        if self.examples.len() < 3 {
            let request = String::from_utf8_lossy(request);
            self.examples.push(format!("{how}: {request}"));
        }
    }
}

pub(crate) fn fuzz_finds_no_5xx_and_no_call_without_a_callflow() {
    let bodies = super::amount("IVR_FUZZ_BODIES", 20_000);
    let folder = tempfile::tempdir().unwrap();
    // The journal of a long run is irrelevant here.
    let server = Server::start(folder.path(), &["--database", ":memory:"]);
    let threads = 4;
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..threads)
            .map(|seed| {
                let address = server.address;
                scope.spawn(move || run(address, seed, bodies / threads as usize))
            })
            .collect();
        for run in runs {
            tally.add(run.join().unwrap());
        }
    });
    let log = server.log();
    let panics = log.matches("\"message\":\"panic\"").count();
    eprintln!(
        "fuzz: {bodies} bodies: {} callflows checked, {} answers that ask for nothing, {} refused with 4xx, \
         {} garbled heads turned away; {} answers of 5xx, {} connections broken off, {panics} panics",
        tally.callflows,
        tally.acknowledged,
        tally.refused,
        tally.garbled,
        tally.server_errors,
        tally.broken,
    );
    assert_eq!(
        (tally.server_errors, tally.broken, panics),
        (0, 0, 0),
        "{:#?}",
        tally.examples
    );
    // Each has more digits than the fraction of a second in a line of the log.
    for secret in ["91234567", "67654321", "99887766"] {
        let found = log.matches(secret).count();
        eprintln!(
            "log scan: {} bytes, {secret} found {found} times",
            log.len()
        );
        assert_eq!(found, 0);
    }
}

fn run(address: std::net::SocketAddr, seed: u64, bodies: usize) -> Tally {
    let mut chance = Chance::from(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
    let mut client = Client::connect(address).unwrap();
    let mut tally = Tally::default();
    for _ in 0..bodies {
        let body = body(&mut chance);
        let (path, method, headers) = if chance.below(10) < 8 {
            let path = *chance.one(&["/vca_webhook", "/vca_webhook", "/vss_webhook"]);
            (path, "POST", "content-type: application/json\r\n")
        } else {
            odd_request(&mut chance)
        };
        let mut request = Client::head(method, path, headers, body.len()).into_bytes();
        let garbled = chance.below(100) == 0;
        if garbled {
            garble(&mut chance, &mut request);
        }
        request.extend_from_slice(&body);
        // Only half of the request is sent: nobody has to wait for the rest.
        let sent = client.send(&request);
        if garbled {
            let _ = client.finish();
        }
        match sent.and_then(|()| client.response()) {
            Ok((500.., _)) => {
                tally.server_errors += 1;
                tally.fell_short("5xx", &request);
            }
            Ok(_) | Err(_) if garbled => tally.garbled += 1,
            Ok((200, answer)) => {
                let event = serde_json::from_slice::<Value>(&body);
                if path.ends_with("_webhook")
                    && event.is_ok_and(|event| event["eventType"] == "CALL_ACTION")
                {
                    check(&answer);
                    tally.callflows += 1;
                } else {
                    tally.acknowledged += 1;
                }
                continue;
            }
            Ok((status, _)) => {
                let request = String::from_utf8_lossy(&request);
                assert!((400..500).contains(&status), "{status} to {request}");
                tally.refused += 1;
            }
            Err(error) => {
                tally.broken += 1;
                tally.fell_short(&error.to_string(), &request);
            }
        }
        // A refusal may close the connection: then the next request needs another one.
        client = Client::connect(address).unwrap();
    }
    tally
}
