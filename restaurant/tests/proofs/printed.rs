//! Tests of how commands print untrusted ids and numbers.

use std::path::Path;

use serde_json::{Value, json};
use support::process::output;

use super::server::{CALLER, Client, Server, listed, press, program};

/// An id that would clear the screen, add a line, and change the text direction.
const SESSION: &str = "a/é\u{1b}[2J\n\u{9b}2J\u{202e}x";
const ENCODED: &str = "a%2F%C3%A9%1B%5B2J%0A%C2%9B2J%E2%80%AEx";

/// A call with this id and a similar caller, everything of which is kept.
fn strange_call(folder: &Path) -> Server {
    let server = Server::start(folder, &[]);
    let caller = "\u{1b}]0;x\u{7}+6591234567";
    let mut client = server.client();
    for (event, menu) in [("e1\u{1b}[8m", "reservations"), ("e2", "book_table")] {
        client
            .hear(&press(event, SESSION, caller, menu, "1"))
            .unwrap();
    }
    let summary = json!({"eventType": "SESSION_SUMMARY", "version": 5, "payload": {
        "sessionId": SESSION, "sessionStatus": "\u{1b}[7mCOMPLETED", "errorDetails":
        {"errorMsg": "\u{9b}31m no route to +6591234567"}, "details": {"callA":
        {"source": "+6591234567", "destination": "+6567654321", "callDuration": 3}}}});
    assert_eq!(client.post("/vss_webhook", &summary).unwrap().0, 200);
    // Steps are written after the responses.
    server.metrics_with("ivr_journal_waiting 0");
    server
}

/// Everything that a command prints, on both streams.
fn printed(folder: &Path, line: &[&str]) -> String {
    let output = output(program().args(line).current_dir(folder), b"");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

fn acts(c: char) -> bool {
    c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
}

pub(crate) fn printed_ids_and_numbers_of_strangers_do_nothing_to_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let _server = strange_call(folder.path());
    for line in [
        ["calls"].as_slice(),
        &["calls", "--json"],
        &["calls", SESSION],
        &["calls", SESSION, "--json"],
        &["calls", "no such \u{1b}[2J"],
        &["bookings"],
        &["bookings", "--json"],
        &["replay", SESSION],
        &["replay", "no such \u{1b}[2J"],
    ] {
        let printed = printed(folder.path(), line);
        assert!(printed.len() > 20, "{line:?}: {printed}");
        assert!(!printed.contains(acts), "{line:?}: {printed:?}");
    }
    let lines = printed(folder.path(), &["calls"]);
    assert_eq!(lines.lines().count(), 2, "a row for each call: {lines}");
    assert!(
        lines.contains(r"a/é\u{1b}[2J\n\u{9b}2J\u{202e}x  "),
        "{lines}"
    );
    // Output for programs is unchanged.
    assert_eq!(listed(folder.path(), &["calls"])[0]["session"], SESSION);
}

pub(crate) fn printed_numbers_are_masked_unless_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = strange_call(folder.path());
    let event = press("e3", "s3", CALLER, "book_table", "1");
    server.client().hear(&event).unwrap();
    for line in [
        ["calls"].as_slice(),
        &["calls", "--json"],
        &["calls", SESSION],
        &["calls", SESSION, "--json"],
        &["bookings"],
        &["bookings", "--json"],
    ] {
        let hidden = printed(folder.path(), line);
        assert!(!hidden.contains("91234567"), "{line:?}: {hidden}");
        let shown = printed(folder.path(), &[line, &["--numbers"]].concat());
        assert!(shown.contains("91234567"), "{line:?}: {shown}");
    }
}

/// Requests something from the pages, as their scripts do.
fn page(server: &Server, path: &str) -> (u16, String) {
    let mut client = Client::connect(server.admin).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    client.send(request.as_bytes()).unwrap();
    client.response().unwrap()
}

pub(crate) fn printed_numbers_on_the_page_are_reported_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let server = strange_call(folder.path());
    let line = |list: &str| {
        format!(r#""message":"phone numbers are shown whole on the page","list":"{list}""#)
    };
    for path in ["/api/calls", "/api/lists/bookings"] {
        assert_eq!(page(&server, path).0, 200);
        for _ in 0..10 {
            let (status, shown) = page(&server, &format!("{path}?numbers=shown"));
            assert_eq!(status, 200, "{shown}");
        }
    }
    // Lines about later requests follow all of these.
    let log = server.log_with(&line("bookings"));
    assert_eq!(log.matches(&line("calls")).count(), 1, "{log}");
}

pub(crate) fn printed_ids_lead_to_their_call_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let server = strange_call(folder.path());
    for (id, status) in [(ENCODED, 200), ("a%2F", 404), ("%ff", 404)] {
        let (answered, body) = page(&server, &format!("/api/calls/{id}"));
        assert_eq!(answered, status, "{id}: {body}");
        if status == 200 {
            let call: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(call["path"][0]["state"], "reservations", "{body}");
        }
    }
    assert!(!server.log().contains("91234567"));
}
