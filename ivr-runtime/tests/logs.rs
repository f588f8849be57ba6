//! Tests of what the log must and must not contain.

#![allow(clippy::unwrap_used)]

mod common;

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use common::Running;
use ivr_runtime::server::{Config, Limits, Server};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

/// Collects log lines.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn record() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        // At finer levels, only libraries log.
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(log.clone())
        .finish();
    // The tests run on one thread, so a subscriber of this thread receives everything.
    let guard = tracing::subscriber::set_default(subscriber);
    (log, guard)
}

fn payload(state: &str, digits: &str) -> Value {
    json!({"sessionId": "session-1", "eventId": "event-1", "callDirection": "INBOUND",
        "source": "+6591234567", "destination": "+6567654321", "clientActionId": state, "dtmf": digits})
}

async fn every_event_is_one_line_that_tells_its_story() {
    let (log, _guard) = record();
    let server = Running::start(Limits::default()).await;
    for (state, digits, fields) in [
        (
            "main_menu",
            "1",
            json!({"level": "INFO", "state": "main_menu", "input": "key", "outcome": "lookups"}),
        ),
        (
            "main_menu",
            "998877",
            json!({"level": "INFO", "state": "main_menu", "input": "digits", "outcome": "end"}),
        ),
        (
            "lookups",
            "",
            json!({"level": "INFO", "state": "lookups", "input": "silence", "outcome": "end"}),
        ),
        (
            "gone",
            "1",
            json!({"level": "WARN", "lost": "gone", "outcome": "main_menu"}),
        ),
        (
            "lookups",
            "2",
            json!({"level": "ERROR", "state": "lookups", "outcome": "failed",
            "reason": "it failed: no table for +[number]"}),
        ),
        (
            "lookups",
            "3",
            json!({"level": "ERROR", "state": "lookups", "outcome": "failed",
            "reason": "it panicked: the book fell on +[number]"}),
        ),
    ] {
        let before = log.lines().len();
        server.act(&payload(state, digits)).await;
        let lines = log.lines().split_off(before);
        let told: Vec<_> = lines
            .iter()
            .filter(|line| line["fields"]["session"] == "session-1")
            .collect();
        assert_eq!(told.len(), 1, "{lines:?}");
        assert_eq!(told[0]["fields"]["event"], "event-1");
        for (name, value) in fields.as_object().unwrap() {
            let found = if name == "level" {
                &told[0]["level"]
            } else {
                &told[0]["fields"][name]
            };
            assert_eq!(found, value, "{name} of {}", told[0]);
        }
    }
}

/// One number, as people and carriers write it.
const SPELLINGS: [&str; 7] = [
    "+65 9123 4567",
    "65-9123-4567",
    "65.9123.4567",
    "(65) 9123-4567",
    "+65\u{a0}9123\u{2011}4567",
    "sip:+65-9123-4567@example.com",
    "dead-beef-dead-006591234567",
];

async fn neither_numbers_nor_digits_are_logged_even_for_debugging() {
    let (log, _guard) = record();
    let server = Running::start(Limits::default()).await;
    server.act(&payload("main_menu", "998877")).await;
    for key in ["1", "2", "3", "+6591234567"] {
        server.act(&payload("lookups", key)).await;
    }
    server.act(&payload("+6591234567", "998877")).await;
    let summary = json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionId": "session-1",
        "errorDetails": {"errorMsg": "no route to +6591234567"},
        "details": {"callA": {"source": "+6591234567", "destination": "+6567654321", "callDuration": 7}}}});
    server.post("/vss_webhook", &summary.to_string()).await;
    let report = json!({"eventType": "CALL_STATUS", "payload": {"sessionId": "session-1", "source": "+6591234567"}});
    server.post("/vss_webhook", &report.to_string()).await;
    for refused in [
        r#"{"eventType": "CALL_ACTION", "payload": {"dtmf": [998877]}}"#,
        r#"{"eventType": "CALL_ACTION", "payload": {"eventData": ["+6591234567"]}}"#,
        "+6591234567",
    ] {
        let status = server.post("/vca_webhook", refused).await.status;
        assert!((400..500).contains(&status));
    }
    server.request("GET", "/+6591234567", "", b"").await;
    for spelt in SPELLINGS {
        let id = format!("deadbeef-{spelt}");
        let state = format!("gone {spelt}");
        server
            .act(&json!({"sessionId": id, "eventId": spelt, "source": spelt, "clientActionId": state}))
            .await;
        let summary = json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionId": id,
            "sessionStatus": spelt, "lastAction": spelt, "errorDetails": {"errorMsg": format!("no route to {spelt}")},
            "details": {"callA": {"source": spelt, "destination": spelt}}}});
        server.post("/vss_webhook", &summary.to_string()).await;
        let other = json!({"eventType": format!("KIND {spelt}"), "payload": {}});
        server.post("/vss_webhook", &other.to_string()).await;
    }

    let text = log.text();
    assert!(text.contains("session over"), "{text}");
    assert!(text.contains(r#""field":"payload.dtmf""#), "{text}");
    assert!(text.contains("+65******67"), "masked, not dropped: {text}");
    for secret in ["9123", "4567", "67654321", "998877"] {
        assert!(!text.contains(secret), "{text}");
    }
}

ivr_runtime::ivr! {
    /// A call that soon remembers more than a carrier can return.
    tree Notes { voice: "en-US-BenjaminRUS" }

    let note: String;

    start menu main_menu {
        "To leave a note press 1."
        1 => set note = "x".repeat(2_000) then menu noted {
            "Your note is {note}. To hear it again press 1."
            1 => repeat,
        }
        _ => hangup,
    }
    failure => say "Your note is too long.",
}

async fn values_that_do_not_fit_are_logged_and_counted() {
    let (log, _guard) = record();
    let config = Config::default()
        .with_listen(SocketAddr::from(([127, 0, 0, 1], 0)))
        .with_admin(Some(SocketAddr::from(([127, 0, 0, 1], 0))));
    let server = Server::<Notes>::bind(config, ()).await.unwrap();
    let (address, admin) = (server.local_addr(), server.admin_addr().unwrap());
    let task = tokio::spawn(server.run(pending()));
    let event = common::event(&payload("main_menu", "1"));
    let answer = common::post(address, "/vca_webhook", &event).await;
    assert!(answer.body.contains("Your note is too long."), "{answer:?}");
    let lines = log.lines();
    let told = lines.iter().find(|line| line["level"] == "ERROR").unwrap();
    let reason = told["fields"]["reason"].as_str().unwrap();
    assert!(
        reason.contains("but the carrier allows only 1000"),
        "{told}"
    );
    let metrics = common::get(admin, "/metrics").await.body;
    assert!(metrics.contains(r#"{reason="seal"} 1"#), "{metrics}");
    task.abort();
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        every_event_is_one_line_that_tells_its_story,
        neither_numbers_nor_digits_are_logged_even_for_debugging,
        values_that_do_not_fit_are_logged_and_counted,
    ])
}
