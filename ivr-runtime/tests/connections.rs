//! The server over a real socket: what comes too late or is too much, and how a connection ends.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::tree::replies;
use common::{Response, Running, SHORT, at, document, event, generous};
use ivr_runtime::server::{Drained, Limits};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Nothing here takes nearly as long.
const BOUND: Duration = Duration::from_secs(60);

async fn a_body_that_is_too_large_is_refused_however_it_is_sent() {
    let limits = Limits::default().body_bytes;
    let server = Running::start(generous()).await;
    let body = vec![b' '; limits + 1];
    let whole = server.request("POST", "/vca_webhook", "", &body).await;

    let mut stream = server.connect().await;
    let head = b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head).await.unwrap();
    for _ in 0..5 {
        stream.write_all(b"4000\r\n").await.unwrap();
        stream.write_all(&[b' '; 0x4000]).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let chunked = Response::read(&mut stream).await;

    for response in [whole, chunked] {
        assert_eq!(response.status, 413, "{response:?}");
        assert_eq!(response.json()["error"], "too_large");
        assert_eq!(response.header("connection"), Some("close"));
    }

    let largest = server.request("POST", "/vca_webhook", "", &body[1..]).await;
    assert_eq!(
        largest.status, 400,
        "read, and found to be no JSON: {largest:?}"
    );
}

async fn a_body_that_does_not_arrive_is_refused() {
    for limits in [
        Limits {
            body: SHORT,
            ..generous()
        },
        Limits {
            request: SHORT,
            ..generous()
        },
    ] {
        let server = Running::start(limits).await;
        let mut stream = server.connect().await;
        let half = b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n{";
        stream.write_all(half).await.unwrap();
        let response = Response::read(&mut stream).await;
        assert_eq!(
            (response.status, &response.json()["error"]),
            (408, &json!("too_slow"))
        );
    }
}

async fn a_head_that_does_not_arrive_ends_the_connection() {
    let server = Running::start(Limits {
        head: SHORT,
        ..generous()
    })
    .await;
    for half in ["", "POST /vca_webhook HTTP/1.1\r\nhost:"] {
        let mut stream = server.connect().await;
        stream.write_all(half.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(!rest.starts_with(b"HTTP/1.1 5"), "{half:?}");
    }
}

async fn a_head_that_drips_ends_the_connection() {
    let server = Running::start(Limits {
        head: SHORT,
        ..generous()
    })
    .await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nx-drip: ")
        .await
        .unwrap();
    let (mut reader, mut writer) = stream.split();
    let drip = async {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    let end = async {
        let mut rest = Vec::new();
        // It may also be reset, as what was sent last is not read.
        let _ = reader.read_to_end(&mut rest).await;
        rest
    };
    let rest = tokio::time::timeout(BOUND, async {
        tokio::select! {
            () = drip => Vec::new(),
            rest = end => rest,
        }
    });
    let rest = rest.await.expect("the connection ends");
    assert!(!rest.starts_with(b"HTTP/1.1 2"), "{rest:?}");
}

async fn who_reads_no_answer_is_given_up() {
    let server = Running::start(Limits {
        head: SHORT,
        ..generous()
    })
    .await;
    let mut stream = server.connect().await;
    let requests = b"GET /nothing HTTP/1.1\r\nhost: test\r\n\r\n".repeat(1_000);
    // As much as fits between us; then the server waits for us to read, and gives up.
    let asking = async { while stream.write_all(&requests).await.is_ok() {} };
    let asked = tokio::time::timeout(BOUND, asking).await;
    assert!(asked.is_ok(), "the connection ends");
}

async fn a_connection_that_asks_nothing_more_is_ended() {
    let server = Running::start(Limits {
        head: SHORT,
        ..generous()
    })
    .await;
    let mut stream = server.connect().await;
    for _ in 0..2 {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n")
            .await
            .unwrap();
        assert_eq!(Response::read(&mut stream).await.status, 200);
    }
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}

async fn a_shutdown_finishes_what_is_under_way() {
    let server = Running::start(generous()).await;
    let mut stream = server.connect().await;
    let body = json!({"eventType": "NEW_EVENT"}).to_string();
    let head = format!(
        "POST /vca_webhook HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body, so the request is under way.
    assert_eq!(Response::read(&mut stream).await.status, 100);
    let idle = server.connect().await;
    let address = server.address;
    let ended = server.stop();

    stream.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(Response::read(&mut stream).await.status, 200);
    drop(idle);
    assert_eq!(ended.await.unwrap(), Drained { cut: 0 });
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

async fn a_shutdown_ends_at_its_deadline_whatever_clients_do() {
    let server = Running::start(Limits {
        drain: SHORT,
        ..generous()
    })
    .await;
    let mut stream = server.connect().await;
    let half = b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n";
    stream.write_all(half).await.unwrap();
    assert_eq!(Response::read(&mut stream).await.status, 100);
    let began = Instant::now();
    assert_eq!(server.stop().await.unwrap(), Drained { cut: 1 });
    assert!(began.elapsed() < Duration::from_secs(30));
}

async fn who_will_send_no_more_is_answered_all_the_same() {
    // Answered only when it is late, so that it is known by then that nothing more comes.
    let server = Running::start(Limits {
        lookup: SHORT,
        ..generous()
    })
    .await;
    let hangs = event(&at("lookups", &json!("4")));
    let sent = server.send("POST", "/vca_webhook", "", hangs.as_bytes());
    let mut stream = sent.await;
    stream.shutdown().await.unwrap();
    let answer = Response::read(&mut stream).await;
    assert_eq!(answer.json(), document(&replies::FAILURE));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty(), "and then the connection ends");
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        a_body_that_is_too_large_is_refused_however_it_is_sent,
        a_body_that_does_not_arrive_is_refused,
        a_head_that_does_not_arrive_ends_the_connection,
        a_head_that_drips_ends_the_connection,
        who_reads_no_answer_is_given_up,
        a_connection_that_asks_nothing_more_is_ended,
        a_shutdown_finishes_what_is_under_way,
        a_shutdown_ends_at_its_deadline_whatever_clients_do,
        who_will_send_no_more_is_answered_all_the_same,
    ])
}
