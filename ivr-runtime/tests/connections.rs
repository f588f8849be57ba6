//! Tests of connections: timeouts, limits, and how they end.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::tree::{Demo, Desk, replies};
use common::{Response, Running, SHORT, at, document, event, generous};
use ivr_runtime::server::{Access, Config, Drained, Limits, ReloadError, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far longer than anything here takes.
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

async fn a_body_that_announces_too_much_is_refused_before_it_comes() {
    let server = Running::start(generous()).await;
    let mut stream = server.connect().await;
    let head = b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\ncontent-length: 10000000000\r\n\r\n";
    stream.write_all(head).await.unwrap();
    // With these limits, a server that waits for the body would exceed the deadline of the test.
    let response = timeout(BOUND / 2, Response::read(&mut stream))
        .await
        .unwrap();
    assert_eq!(response.status, 413, "{response:?}");
    assert_eq!(response.json()["error"], "too_large");
}

async fn a_request_names_one_host() {
    let server = Running::start(generous()).await;
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400),
    ] {
        let mut stream = server.connect().await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = Response::read(&mut stream).await;
        assert_eq!(response.status, status, "{head}: {response:?}");
        if status == 400 {
            assert_eq!(response.json()["error"], "bad_host");
            assert_eq!(response.header("connection"), Some("close"));
        }
    }
}

async fn a_request_without_a_path_is_refused() {
    let server = Running::start(generous()).await;
    let mut stream = server.connect().await;
    let head = "CONNECT shop.example:443 HTTP/1.1\r\nhost: shop.example:443\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let response = Response::read(&mut stream).await;
    assert_eq!(response.status, 400, "{response:?}");
    assert_eq!(response.json()["error"], "bad_head");
}

async fn a_body_that_does_not_arrive_is_refused() {
    for limits in [generous().with_body(SHORT), generous().with_request(SHORT)] {
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
    let server = Running::start(generous().with_head(SHORT)).await;
    for half in ["", "POST /vca_webhook HTTP/1.1\r\nhost:"] {
        let mut stream = server.connect().await;
        stream.write_all(half.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(!rest.starts_with(b"HTTP/1.1 5"), "{half:?}");
    }
}

async fn a_head_that_drips_ends_the_connection() {
    let server = Running::start(generous().with_head(SHORT)).await;
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
        // It may also be reset, because the last bytes were not read.
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
    let server = Running::start(generous().with_head(SHORT)).await;
    let mut stream = server.connect().await;
    let requests = b"GET /nothing HTTP/1.1\r\nhost: test\r\n\r\n".repeat(1_000);
    // Fill the socket buffers; then the server waits for us to read, and gives up.
    let asking = async { while stream.write_all(&requests).await.is_ok() {} };
    let asked = tokio::time::timeout(BOUND, asking).await;
    assert!(asked.is_ok(), "the connection ends");
}

async fn a_connection_that_asks_nothing_more_is_ended() {
    let server = Running::start(generous().with_head(SHORT)).await;
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
    // The server asks for the body, so the request is in progress.
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
    let server = Running::start(generous().with_drain(SHORT)).await;
    let mut stream = server.connect().await;
    let half = b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n";
    stream.write_all(half).await.unwrap();
    assert_eq!(Response::read(&mut stream).await.status, 100);
    let began = Instant::now();
    assert_eq!(server.stop().await.unwrap(), Drained { cut: 1 });
    assert!(began.elapsed() < Duration::from_secs(30));
}

async fn who_will_send_no_more_is_answered_all_the_same() {
    // The response comes at the timeout, which shows that nothing else follows.
    let server = Running::start(generous().with_lookup(SHORT)).await;
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

/// A server with an admin address, whose readiness is watched.
async fn watched(limits: Limits) -> (Running, SocketAddr) {
    let desk = Arc::<Desk>::default();
    let config = Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_admin(Some(([127, 0, 0, 1], 0).into()))
        .with_limits(limits);
    let server = Server::bind(config, Arc::clone(&desk)).await.unwrap();
    let admin = server.admin_addr().unwrap();
    let server = Running::run(server, desk);
    assert_eq!(get(admin, "/readyz").await.status, 200);
    (server, admin)
}

async fn get(address: SocketAddr, path: &str) -> Response {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    Response::read(&mut stream).await
}

async fn a_shutdown_is_seen_before_connections_are_refused() {
    let (server, admin) = watched(generous().with_drain_pause(BOUND * 60)).await;
    let address = server.address;
    let before = get(address, "/healthz").await;
    assert_eq!((before.status, before.header("connection")), (200, None));

    let ended = server.stop();
    support::within("the shutdown is seen", async {
        while get(admin, "/readyz").await.status != 503 {}
    })
    .await;
    let call = json!({"callStatus": "CALL_RECEIVED"});
    let answered = common::post(address, "/vca_webhook", &event(&call)).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    // Makes clients with open connections reconnect to another server.
    assert_eq!(answered.header("connection"), Some("close"));
    // What a proxy sees that polls it.
    assert_eq!(get(address, "/healthz").await.status, 503);
    ended.abort();
}

async fn nobody_waits_for_a_pause_that_nobody_would_notice() {
    let server = Running::start(generous().with_drain_pause(BOUND * 60)).await;
    assert_eq!(server.stop().await.unwrap(), Drained { cut: 0 });

    // And a short drain ends.
    let (server, _) = watched(generous().with_drain_pause(SHORT)).await;
    assert_eq!(server.stop().await.unwrap(), Drained { cut: 0 });
}

async fn who_connects_at_the_last_moment_is_answered() {
    let server = Running::start(generous()).await;
    let address = server.address;
    let mut last = server.connect().await;
    let ended = server.stop();
    common::refused(address).await;
    // Enough time for a server that would end it.
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    let request = b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
    last.write_all(request).await.unwrap();
    let response = Response::read(&mut last).await;
    assert_eq!(response.header("connection"), Some("close"), "{response:?}");
    assert_eq!(ended.await.unwrap(), Drained { cut: 0 });
}

async fn the_connections_of_each_listener_are_counted_by_themselves() {
    let (server, admin) = watched(generous()).await;
    let open = [server.connect().await, server.connect().await];
    // Connections are accepted in order, so these have been by now.
    assert_eq!(server.post("/vca_webhook", "{}").await.status, 422);
    let metrics = get(admin, "/metrics").await.body;
    let count = |listener: &str| {
        let name = format!("ivr_connections{{listener=\"{listener}\"}} ");
        let line = metrics.lines().find_map(|line| line.strip_prefix(&name));
        line.unwrap().parse::<usize>().unwrap()
    };
    // The connection with a response may be closed or not; so may the first one that asked.
    assert!((2..=3).contains(&count("webhooks")), "{metrics}");
    assert!((1..=2).contains(&count("admin")), "{metrics}");
    drop(open);
}

async fn other_settings_are_in_force_at_once_on_connections_that_are_open_too() {
    let access = |secret: &str| Access::default().with_secrets(vec![secret.parse().unwrap()]);
    let config = Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_access(access("the-old-secret"))
        .with_limits(generous());
    let desk = Arc::<Desk>::default();
    let server = Server::bind(config.clone(), Arc::clone(&desk))
        .await
        .unwrap();
    let reloader = server.reloader();
    let server = Running::run(server, desk);
    let mut stream = server.connect().await;
    let mut ask = async |secret: &str, body: &str| {
        let length = body.len();
        let request = format!(
            "POST /vca_webhook HTTP/1.1\r\nhost: test\r\nauthorization: {secret}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        if stream.write_all(request.as_bytes()).await.is_err() {
            stream = server.connect().await;
            stream.write_all(request.as_bytes()).await.unwrap();
        }
        let response = Response::read(&mut stream).await;
        if response.header("connection") == Some("close") {
            stream = server.connect().await;
        }
        response.status
    };
    let call = event(&json!({"callStatus": "CALL_RECEIVED"}));
    assert_eq!(ask("the-old-secret", &call).await, 200);
    let next = config
        .clone()
        .with_access(access("the-new-secret"))
        .with_limits(generous().with_body_bytes(call.len()));
    reloader.reload(&next).unwrap();
    assert_eq!(ask("the-old-secret", &call).await, 401);
    assert_eq!(ask("the-new-secret", &call).await, 200);
    assert_eq!(ask("the-new-secret", &format!("{call} ")).await, 413);

    // An invalid change admits no strangers, and the old settings stay in effect.
    let open = config
        .with_listen(([0, 0, 0, 0], 0).into())
        .with_access(access("the-old-secret"));
    let server = Server::<Demo>::bind(open.clone(), Desk::default())
        .await
        .unwrap();
    let refused = server
        .reloader()
        .reload(&open.with_access(Access::default()));
    assert!(matches!(refused, Err(ReloadError::Open)), "{refused:?}");
}

async fn a_rebound_host_name_is_refused() {
    let (_server, admin) = watched(generous()).await;
    for (host, status) in [
        ("host: attacker.example:9464\r\n", 403),
        ("host: 192.0.2.7\r\n", 403),
        ("host: localhost:9464\r\n", 200),
        ("host: [::1]\r\n", 200),
    ] {
        for path in ["/metrics", "/readyz", "/healthz"] {
            let mut stream = TcpStream::connect(admin).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\n{host}\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let response = Response::read(&mut stream).await;
            assert_eq!(response.status, status, "{path} {host}: {response:?}");
        }
    }
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        a_body_that_announces_too_much_is_refused_before_it_comes,
        a_request_names_one_host,
        a_request_without_a_path_is_refused,
        a_body_that_is_too_large_is_refused_however_it_is_sent,
        a_body_that_does_not_arrive_is_refused,
        a_head_that_does_not_arrive_ends_the_connection,
        a_head_that_drips_ends_the_connection,
        who_reads_no_answer_is_given_up,
        a_connection_that_asks_nothing_more_is_ended,
        a_shutdown_finishes_what_is_under_way,
        a_shutdown_ends_at_its_deadline_whatever_clients_do,
        who_will_send_no_more_is_answered_all_the_same,
        a_shutdown_is_seen_before_connections_are_refused,
        nobody_waits_for_a_pause_that_nobody_would_notice,
        who_connects_at_the_last_moment_is_answered,
        the_connections_of_each_listener_are_counted_by_themselves,
        other_settings_are_in_force_at_once_on_connections_that_are_open_too,
        a_rebound_host_name_is_refused,
    ])
}
