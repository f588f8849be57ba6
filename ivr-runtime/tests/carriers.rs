//! Tests of one server with several carriers, each with its own path, authentication and format.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ivr_runtime::ivr;
use ivr_runtime::server::{Access, Config, Server};
use ivr_runtime::store::Store;
use reqwest::{Client, Response, StatusCode};
use ring::hmac;
use serde_json::{Value, json};

ivr! {
    /// A kiosk that both carriers call.
    pub tree Kiosk {
        carriers: [eight_by_eight, twilio { "en-US-BenjaminRUS": "Polly.Matthew" }],
        voice: "en-US-BenjaminRUS",
        from: "+6568888888",
    }

    let name: u32;

    start menu main_menu {
        "For tickets press 1, for a person press 2, to leave a number press 3."

        1 => say "Sold out." then goto main_menu,
        2 => connect(to: "+6598888888") as desk {
            answered => hangup,
            busy => say "They are busy.",
            _ => say "Nobody is there.",
        },
        3 => menu number {
            digits: 2..=4,
            failure_message: "That is too short.",
            "Your number, please."
            name @ 10..=9999 => menu kept { "Press 1 to hear it." 1 => say "{name}.", _ => hangup },
            _ => hangup,
        }
        silence => say "Good bye.",
    }

    _ => say "No such key.",
}

const TOKEN: &str = "auth-token-of-twilio";

/// A client of a server with both carriers.
struct Asking {
    server: SocketAddr,
    http: Client,
}

impl Asking {
    async fn start() -> Self {
        Self::start_with(None).await
    }

    async fn start_with(store: Option<&Store>) -> Self {
        let secrets = [
            "eight_by_eight=secret-of-8x8",
            "twilio=auth-token-of-twilio",
        ];
        let config = Config::default()
            .with_listen(SocketAddr::from(([127, 0, 0, 1], 0)))
            .with_access(
                Access::default()
                    .with_secrets(secrets.map(|secret| secret.parse().unwrap()).into()),
            );
        let mut server = Server::<Kiosk>::bind(config, ()).await.unwrap();
        if let Some(store) = store {
            server = server.with_store(store.clone());
        }
        let address = server.local_addr();
        tokio::spawn(server.run(std::future::pending()));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().timeout(Duration::from_secs(20));
        let http = http.build().unwrap();
        Self {
            server: address,
            http,
        }
    }

    /// Posts a form as Twilio does, signed with this token.
    async fn twilio(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Response {
        let url = format!("http://{}{path}", self.server);
        let sorted: BTreeMap<_, _> = fields.iter().copied().collect();
        let signed = sorted
            .iter()
            .fold(url.clone(), |signed, (name, value)| signed + name + value);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
        let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self.http.post(url);
        let request = request.header("x-twilio-signature", signature);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send().await.unwrap()
    }

    /// The document in the response to Twilio.
    async fn twiml(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let response = self.twilio(path, TOKEN, fields).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/xml");
        response.text().await.unwrap()
    }

    async fn eight_by_eight(&self, payload: Value) -> Response {
        let event = json!({"eventType": "CALL_ACTION", "payload": payload});
        self.eight_by_eight_at("/vca_webhook", &event).await
    }

    async fn eight_by_eight_at(&self, path: &str, event: &Value) -> Response {
        let request = self.http.post(format!("http://{}{path}", self.server));
        let request = request.header("authorization", "secret-of-8x8");
        let request = request.header("content-type", "application/json");
        request.body(event.to_string()).send().await.unwrap()
    }
}

/// The callback URL of a document's capture.
fn action(document: &str) -> String {
    let (_, rest) = document.split_once("action=\"").unwrap();
    let (action, _) = rest.split_once('"').unwrap();
    action.replace("&amp;", "&")
}

async fn a_call_of_each_carrier_goes_its_way_at_the_same_server() {
    let asking = Asking::start().await;
    let call = [
        ("CallSid", "CA1"),
        ("From", "+6591234567"),
        ("CallStatus", "ringing"),
    ];
    let greeting = asking.twiml("/twilio/call", &call).await;
    assert!(
        greeting.contains(r#"<Say voice="Polly.Matthew">For tickets press 1"#),
        "{greeting}"
    );

    let main_menu = action(&greeting);
    let pressed = |key| [("CallSid", "CA1"), ("From", "+6591234567"), ("Digits", key)];
    let again = asking.twiml(&main_menu, &pressed("1")).await;
    assert!(again.starts_with(r#"<Response><Say voice="Polly.Matthew">Sold out.</Say><Gather"#));
    let silent = asking.twiml(&main_menu, &call[..1]).await;
    assert!(silent.contains("Good bye.</Say><Hangup/>"), "{silent}");

    let dial = asking.twiml(&main_menu, &pressed("2")).await;
    assert!(
        dial.contains(r#"callerId="+6568888888"><Number>+6598888888</Number>"#),
        "{dial}"
    );
    let busy = [("CallSid", "CA1"), ("DialCallStatus", "busy")];
    let told = asking.twiml(&action(&dial), &busy).await;
    assert!(told.contains("They are busy."), "{told}");

    let answer = asking
        .eight_by_eight(json!({"callStatus": "CALL_RECEIVED"}))
        .await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        answer["callflow"][0]["params"]["voiceProfile"],
        "en-US-BenjaminRUS"
    );
}

async fn what_a_call_remembers_travels_sealed_in_the_url() {
    let asking = Asking::start().await;
    let number = asking
        .twiml(
            "/twilio/call?state=main_menu",
            &[("CallSid", "CA1"), ("Digits", "3")],
        )
        .await;
    let number = action(&number);
    assert!(number.ends_with("&min=2&left=1"), "{number}");
    let kept = asking
        .twiml(&number, &[("CallSid", "CA1"), ("Digits", "471")])
        .await;
    let kept = action(&kept);
    assert!(kept.contains("~~") && !kept.contains("471"), "{kept}");
    let told = asking
        .twiml(&kept, &[("CallSid", "CA1"), ("Digits", "1")])
        .await;
    assert!(told.contains(">471.</Say>"), "{told}");
    // Sealed for another call, they are not accepted: the call starts over.
    let stolen = asking
        .twiml(&kept, &[("CallSid", "CA2"), ("Digits", "1")])
        .await;
    assert!(stolen.contains("For tickets press 1"), "{stolen}");
}

async fn too_few_keys_are_asked_for_again_and_then_silence() {
    let asking = Asking::start().await;
    let keyed = |digits| [("CallSid", "CA1"), ("Digits", digits)];
    let number = asking
        .twiml("/twilio/call?state=main_menu", &keyed("3"))
        .await;
    assert_eq!(number.matches("<Gather").count(), 2, "{number}");
    let again = asking.twiml(&action(&number), &keyed("4")).await;
    assert!(
        again
            .starts_with(r#"<Response><Say voice="Polly.Matthew">That is too short.</Say><Gather"#),
        "{again}"
    );
    assert_eq!(again.matches("<Gather").count(), 1, "{again}");
    assert!(again.contains("Your number, please."), "{again}");
    // The last try has its message too.
    let last = asking.twiml(&action(&again), &keyed("4")).await;
    let (said, redirect) = last.split_once("<Redirect method=\"POST\">").unwrap();
    assert_eq!(
        said,
        r#"<Response><Say voice="Polly.Matthew">That is too short.</Say>"#
    );
    let (redirect, _) = redirect.split_once('<').unwrap();
    let silent = asking.twiml(redirect, &keyed("")[..1]).await;
    assert_eq!(silent, "<Response><Hangup/></Response>");
    // Enough keys in the second try.
    let kept = asking.twiml(&action(&again), &keyed("471")).await;
    assert!(kept.contains("Press 1 to hear it."), "{kept}");
}

#[cfg(feature = "sqlite")]
async fn one_journal_says_by_which_carrier_each_call_came() {
    use ivr_runtime::journal::{Journal, MIGRATIONS};
    use ivr_runtime::store::Database;

    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let asking = Asking::start_with(Some(&store)).await;
    let ringing = [
        ("CallSid", "CA1"),
        ("From", "+6591234567"),
        ("CallStatus", "ringing"),
    ];
    asking.twiml("/twilio/call", &ringing).await;
    let ended = [
        ("CallSid", "CA1"),
        ("From", "+6591234567"),
        ("CallStatus", "completed"),
        ("CallDuration", "12"),
    ];
    asking.twiml("/twilio/status", &ended).await;
    let rings = json!({"sessionId": "s1", "callStatus": "CALL_RECEIVED"});
    assert_eq!(asking.eight_by_eight(rings).await.status(), StatusCode::OK);
    let payload = json!({"sessionId": "s1", "sessionStatus": "COMPLETED"});
    let ended = json!({"eventType": "SESSION_SUMMARY", "payload": payload});
    let told = asking.eight_by_eight_at("/vss_webhook", &ended).await;
    assert_eq!(told.status(), StatusCode::OK);
    // Nobody answered, so the page lists only the end of the call.
    let missed = [("CallSid", "CA2"), ("CallStatus", "no-answer")];
    asking.twiml("/twilio/status", &missed).await;

    let calls = Journal::latest(&store, None, 10).await.unwrap();
    let mut listed: Vec<_> = calls
        .iter()
        .map(|call| (&*call.session_id, &*call.carrier, call.steps))
        .collect();
    listed.sort_unstable();
    assert_eq!(
        listed,
        [
            ("CA1", "twilio", 1),
            ("CA2", "twilio", 0),
            ("s1", "eight_by_eight", 1)
        ]
    );
    let call = Journal::call(&store, "CA1").await.unwrap().unwrap();
    assert_eq!(
        (&*call.carrier, call.status.as_deref(), call.path.len()),
        ("twilio", Some("completed"), 1)
    );
    // The end of Twilio's call can be read, although it arrived as a form.
    assert_eq!(call.summary.unwrap()["CallDuration"], "12");
    let missed = Journal::call(&store, "CA2").await.unwrap().unwrap();
    assert_eq!(missed.carrier, "twilio");
    let known = "+6591234567".parse().unwrap();
    let known = Journal::known(&store, &known).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].1.carrier, "twilio");
}

async fn each_carrier_has_a_proof_of_its_own() {
    let asking = Asking::start().await;
    let call = [("CallSid", "CA1"), ("CallStatus", "ringing")];
    // 8x8's secret is not Twilio's, and a signature is valid only for its URL.
    for token in ["secret-of-8x8", "another-token"] {
        let refused = asking.twilio("/twilio/call", token, &call).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{token}");
    }
    let url = format!("http://{}/twilio/call", asking.server);
    for header in ["authorization", "x-twilio-signature"] {
        let request = asking.http.post(&url).header(header, TOKEN);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let refused = request.body("CallSid=CA1").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{header}");
    }
    let json = asking
        .http
        .post(&url)
        .header("content-type", "application/json");
    let json = json
        .header("x-twilio-signature", "c2lnbmVk")
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(json.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

async fn twilio_is_acknowledged_with_an_empty_document() {
    let asking = Asking::start().await;
    for status in ["in-progress", "completed"] {
        let told = [
            ("CallSid", "CA1"),
            ("CallStatus", status),
            ("CallDuration", "12"),
        ];
        assert_eq!(asking.twiml("/twilio/status", &told).await, "<Response/>");
    }
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        a_call_of_each_carrier_goes_its_way_at_the_same_server,
        what_a_call_remembers_travels_sealed_in_the_url,
        too_few_keys_are_asked_for_again_and_then_silence,
        #[cfg(feature = "sqlite")]
        one_journal_says_by_which_carrier_each_call_came,
        each_carrier_has_a_proof_of_its_own,
        twilio_is_acknowledged_with_an_empty_document,
    ])
}
