//! Generated bodies and requests: nothing but 2xx and 4xx, and a valid callflow for every call.

use serde_json::{Value, json};

use super::server::{CALLER, Client, Server};

/// Numbers that look random and are the same in every run (xorshift64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

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

/// Something where something else is expected.
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

/// An event as the platform may send it, more or less.
fn event(chance: &mut Chance) -> Value {
    let digits = json!(chance.one(&["1", "2", "3", "4", "0", "*", "#", "", "12", "A", "998877"]));
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

/// The body of a request; some are broken.
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

/// A path, a method and headers, of which some are wrong.
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

/// Checks a callflow by the contract of the platform.
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

#[test]
fn fuzz_finds_no_5xx_and_no_call_without_a_callflow() {
    let bodies = super::amount("IVR_FUZZ_BODIES", 20_000);
    let folder = tempfile::tempdir().unwrap();
    // The journal of a long run is not what is looked at here.
    let server = Server::start(folder.path(), &["--database", ":memory:"]);
    let threads = 4;
    let (mut calls, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..threads)
            .map(|seed| {
                let address = server.address;
                scope.spawn(move || run(address, seed, bodies / threads as usize))
            })
            .collect();
        for run in runs {
            let (run_calls, run_refused) = run.join().unwrap();
            calls += run_calls;
            refused += run_refused;
        }
    });
    let log = server.log();
    let panics = log.matches("\"message\":\"panic\"").count();
    eprintln!(
        "fuzz: {bodies} bodies, {calls} callflows checked, {refused} refused with 4xx, 0 answers of 5xx, {panics} panics"
    );
    assert_eq!(panics, 0);
    for secret in ["91234567", "67654321", "998877"] {
        let found = log.matches(secret).count();
        eprintln!(
            "log scan: {} bytes, {secret} found {found} times",
            log.len()
        );
        assert_eq!(found, 0);
    }
}

fn run(address: std::net::SocketAddr, seed: u64, bodies: usize) -> (usize, usize) {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
    let mut client = Client::connect(address).unwrap();
    let (mut calls, mut refused) = (0, 0);
    for _ in 0..bodies {
        let body = body(&mut chance);
        let plain = chance.below(10) < 8;
        let (path, method, headers) = if plain {
            let path = *chance.one(&["/vca_webhook", "/vca_webhook", "/vss_webhook"]);
            (path, "POST", "content-type: application/json\r\n")
        } else {
            odd_request(&mut chance)
        };
        let Ok((status, answer)) = client.request(method, path, headers, &body) else {
            // A head that is no HTTP ends the connection, after its 400.
            client = Client::connect(address).unwrap();
            continue;
        };
        let event = serde_json::from_slice::<Value>(&body);
        let told = || String::from_utf8_lossy(&body).into_owned();
        assert!(
            matches!(status, 200 | 400..500),
            "{status} to {method} {path} {}",
            told()
        );
        if status != 200 {
            refused += 1;
        } else if path.ends_with("_webhook")
            && event.is_ok_and(|event| event["eventType"] == "CALL_ACTION")
        {
            check(&answer);
            calls += 1;
        }
        // Some of them end the connection: then the next needs another.
        if status >= 400 {
            client = Client::connect(address).unwrap();
        }
    }
    (calls, refused)
}
