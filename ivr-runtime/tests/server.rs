//! Tests of the server over a real socket: responses and refusals.

#![allow(clippy::print_stderr, clippy::unwrap_used)]

mod common;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use common::tree::{Demo, replies};
use common::{Response, Running, SHORT, at, document, generous};
use ivr_runtime::server::{Config, Limits, Server};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;

async fn a_caller_is_walked_through_the_tree() {
    let server = Running::start(generous()).await;
    let start = document(&replies::MAIN_MENU);
    let ringing = json!({"callStatus": "CALL_RECEIVED", "callDirection": "INBOUND"});
    let first = json!({"callStatus": "DTMF_RECEIVED", "callDirection": "OUTBOUND", "dtmf": "1"});
    let older = json!({"callStatus": "DTMF_RECEIVED", "clientActionId": "main_menu", "dtmf": "2"});
    let busy =
        json!({"callStatus": "ACTION_COMPLETED", "clientActionId": "post_call", "sipCode": 486});
    for (payload, reply) in [
        (ringing, &start),
        (first, &document(&replies::LOOKUPS)),
        (older, &document(&replies::GOODBYE)),
        (at("main_menu", &json!("3")), &document(&replies::TRANSFER)),
        (at("main_menu", &json!(null)), &document(&replies::INVALID)),
        (at("lookups", &json!("12")), &document(&replies::INVALID)),
        (busy, &document(&replies::BUSY)),
        (at("from_last_year", &json!("1")), &start),
    ] {
        assert_eq!(server.act(&payload).await, *reply, "{payload}");
    }
}

async fn one_connection_carries_many_requests() {
    let server = Running::start(generous()).await;
    let mut stream = server.connect().await;
    for _ in 0..3 {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n")
            .await
            .unwrap();
        let response = Response::read(&mut stream).await;
        assert_eq!(
            (response.status, response.json()),
            (200, json!({"status": "ok"}))
        );
    }
}

async fn an_event_that_asks_for_nothing_is_answered_with_nothing() {
    let server = Running::start(generous()).await;
    let summary = json!({"eventType": "SESSION_SUMMARY", "version": 5, "payload": {"sessionId": "s",
        "details": {"callA": {"source": "+6591234567"}}}});
    let report = json!({"eventType": "CALL_STATUS", "payload": {"callStatus": "CALL_CONNECTED"}});
    let unknown = json!({"eventType": "NEW_EVENT", "payload": [1]});
    for event in [summary, report, unknown] {
        for path in ["/vca_webhook", "/vss_webhook"] {
            let response = server.post(path, &event.to_string()).await;
            assert_eq!(
                (response.status, response.json()),
                (200, json!({})),
                "{path} {event}"
            );
        }
    }
    // An empty summary is accepted on one URL, and is an error on the other.
    let empty = json!({"eventType": "SESSION_SUMMARY"}).to_string();
    assert_eq!(server.post("/vca_webhook", &empty).await.status, 200);
    assert_eq!(server.post("/vss_webhook", &empty).await.status, 422);
}

async fn a_call_action_on_the_other_url_still_serves_its_caller() {
    let server = Running::start(generous()).await;
    let event = json!({"eventType": "CALL_ACTION", "payload": {"callStatus": "CALL_RECEIVED"}});
    let response = server.post("/vss_webhook", &event.to_string()).await;
    assert_eq!(response.json(), document(&replies::MAIN_MENU));
}

async fn every_refusal_says_what_is_wrong() {
    let server = Running::start(generous()).await;
    let json_type = "content-type: application/json\r\n";
    let wrong_dtmf = r#"{"eventType": "CALL_ACTION", "payload": {"dtmf": 1}}"#;
    for (request, headers, body, status, kind, says) in [
        (
            "POST /vca_webhook",
            json_type,
            "",
            400,
            "not_json",
            "not JSON",
        ),
        (
            "POST /vca_webhook",
            json_type,
            "dtmf=1",
            400,
            "not_json",
            "not JSON",
        ),
        (
            "POST /vss_webhook",
            json_type,
            "{\"a\":",
            400,
            "not_json",
            "not JSON",
        ),
        (
            "POST /vca_webhook",
            json_type,
            "{}",
            422,
            "wrong_shape",
            "eventType",
        ),
        (
            "POST /vca_webhook",
            json_type,
            "[]",
            422,
            "wrong_shape",
            "JSON object",
        ),
        (
            "POST /vca_webhook",
            json_type,
            "null",
            422,
            "wrong_shape",
            "JSON object",
        ),
        (
            "POST /vca_webhook",
            json_type,
            wrong_dtmf,
            422,
            "wrong_shape",
            "`payload.dtmf`",
        ),
        (
            "GET /vca_webhook",
            "",
            "",
            405,
            "method_not_allowed",
            "use POST",
        ),
        (
            "PUT /vss_webhook",
            json_type,
            "{}",
            405,
            "method_not_allowed",
            "use POST",
        ),
        (
            "POST /healthz",
            json_type,
            "{}",
            405,
            "method_not_allowed",
            "use GET",
        ),
        ("GET /", "", "", 404, "not_found", "/vca_webhook"),
        (
            "POST /vca",
            json_type,
            "{}",
            404,
            "not_found",
            "/vca_webhook",
        ),
        (
            "POST /vca_webhook/more",
            json_type,
            "{}",
            404,
            "not_found",
            "/vca_webhook",
        ),
        (
            "POST /vca_webhook",
            "content-type: text/plain\r\n",
            "{}",
            415,
            "unsupported_media_type",
            "application/json",
        ),
    ] {
        let (method, path) = request.split_once(' ').unwrap();
        let response = server.request(method, path, headers, body.as_bytes()).await;
        assert_eq!(response.status, status, "{request} {body}: {response:?}");
        let told = response.json();
        assert_eq!(told["error"], kind, "{request} {body}");
        let message = told["message"].as_str().unwrap();
        assert!(message.contains(says), "{request} {body}: {message}");
        assert_eq!(
            response.header("allow").is_some(),
            status == 405,
            "{response:?}"
        );
    }
}

async fn any_name_of_json_will_do_and_so_will_none() {
    let server = Running::start(generous()).await;
    let event = br#"{"eventType": "NEW_EVENT"}"#;
    for headers in [
        "",
        "content-type: application/json; charset=utf-8\r\n",
        "content-type: application/vnd.8x8+json\r\n",
    ] {
        let response = server.request("POST", "/vca_webhook", headers, event).await;
        assert_eq!(response.status, 200, "{headers}");
    }
}

async fn a_look_up_knows_the_call() {
    let server = Running::start(generous()).await;
    let mut payload = at("lookups", &json!("1"));
    payload["sessionId"] = json!("session-1");
    payload["source"] = json!("6591234567");
    assert_eq!(server.act(&payload).await, document(&replies::BOOKED));
    let booked = server.desk.booked.lock().unwrap();
    assert_eq!(booked.len(), 1);
    assert_eq!(booked[0].session_id, "session-1");
    assert_eq!(booked[0].digits.as_deref(), Some("1"));
    assert_eq!(booked[0].caller().map(|n| n.as_str()), Some("+6591234567"));
}

async fn calls_without_a_session_share_no_name() {
    let server = Running::start(generous()).await;
    let mut names = HashSet::new();
    let sessions = [json!(null), json!(""), json!(5)];
    let asked = sessions.iter().flat_map(|session| {
        let ids = [Some("1"), Some("2"), None, None];
        ids.map(|id| (session, id.map(|id| format!("{id}{session}"))))
    });
    for (session, id) in asked {
        let mut payload = at("lookups", &json!("1"));
        payload["sessionId"] = session.clone();
        payload["eventId"] = json!(id);
        assert_eq!(server.act(&payload).await, document(&replies::BOOKED));
        let call = server.desk.booked.lock().unwrap().pop().unwrap();
        assert_ne!(call.session_id, "", "{payload}");
        assert!(names.insert(call.session_id), "{payload}");
    }
}

async fn a_look_up_that_fails_or_panics_is_answered_with_the_failure_text() {
    let server = Running::start(generous()).await;
    for key in ["2", "3"] {
        let answer = server.act(&at("lookups", &json!(key))).await;
        assert_eq!(answer, document(&replies::FAILURE), "{key}");
    }
}

async fn a_look_up_that_hangs_is_given_up_at_its_deadline() {
    let server = Running::start(generous().with_lookup(SHORT)).await;
    let answer = server.act(&at("lookups", &json!("4"))).await;
    assert_eq!(answer, document(&replies::FAILURE));
}

async fn the_deadline_of_the_request_bounds_its_look_up() {
    let server = Running::start(generous().with_request(SHORT)).await;
    let answer = server.act(&at("lookups", &json!("4"))).await;
    assert_eq!(answer, document(&replies::FAILURE));
}

/// On one thread, which a blocking lookup must not occupy.
async fn look_ups_that_block_their_threads_are_given_up_and_hold_nobody_up() {
    let server = Arc::new(Running::start(Limits::default()).await);
    let desk = server.desk.clone();
    // Held by a thread outside of the runtime, until the responses have arrived.
    let (locked, is_locked) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let holder = std::thread::spawn(move || {
        let _gate = desk.gate.lock().unwrap();
        locked.send(()).unwrap();
        let _ = released.recv();
    });
    is_locked.recv_timeout(support::patience()).unwrap();
    // More than there are threads for lookups.
    all_fail(&server, "blocks its thread", "5").await;
    let answer = server.act(&at("main_menu", &json!("1"))).await;
    assert_eq!(answer, document(&replies::LOOKUPS), "looks nothing up");
    release.send(()).unwrap();
    holder.join().unwrap();
    let booked = document(&replies::BOOKED);
    let lookup = at("lookups", &json!("1"));
    support::within("a lookup", async {
        while server.act(&lookup).await != booked {}
    })
    .await;
}

/// With the server's default deadline. Prints the time that each fault took.
async fn whatever_happens_inside_there_is_an_answer() {
    let server = Arc::new(Running::start(Limits::default()).await);
    all_fail(&server, "fails", "2").await;
    all_fail(&server, "panics", "3").await;
    all_fail(&server, "hangs", "4").await;
}

/// Has callers make a lookup at the same time, and prints how long it took.
async fn all_fail(server: &Arc<Running>, desk: &str, key: &'static str) {
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let server = Arc::clone(server);
        callers.spawn(async move {
            let asked = Instant::now();
            let answer = server.act(&at("lookups", &json!(key))).await;
            assert_eq!(answer, document(&replies::FAILURE));
            asked.elapsed()
        });
    }
    let took = callers.join_all().await;
    let (calls, slowest) = (took.len(), took.iter().max().unwrap());
    eprintln!(
        "faults: a desk that {desk}: {calls} of 50 calls answered; the slowest answer took {slowest:.1?}"
    );
}

async fn a_port_that_is_taken_is_named() {
    let server = Running::start(generous()).await;
    let config = Config::default().with_listen(server.address);
    let error = Server::<Demo>::bind(config, common::tree::Desk::default())
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("{} is already in use", server.address)),
        "{said}"
    );
    assert!(said.contains("--listen"), "{said}");
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        a_caller_is_walked_through_the_tree,
        one_connection_carries_many_requests,
        an_event_that_asks_for_nothing_is_answered_with_nothing,
        a_call_action_on_the_other_url_still_serves_its_caller,
        every_refusal_says_what_is_wrong,
        any_name_of_json_will_do_and_so_will_none,
        a_look_up_knows_the_call,
        calls_without_a_session_share_no_name,
        a_look_up_that_fails_or_panics_is_answered_with_the_failure_text,
        a_look_up_that_hangs_is_given_up_at_its_deadline,
        the_deadline_of_the_request_bounds_its_look_up,
        look_ups_that_block_their_threads_are_given_up_and_hold_nobody_up,
        whatever_happens_inside_there_is_an_answer,
        a_port_that_is_taken_is_named,
    ])
}
