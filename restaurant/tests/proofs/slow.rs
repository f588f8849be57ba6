//! Tests of slow clients, which must not delay others, and are disconnected.

use std::collections::VecDeque;

use support::until;

use super::server::{Client, Server, press};

/// Short timeouts, which only slow clients reach.
const SHORT: [&str; 6] = [
    "--head-timeout",
    "300ms",
    "--body-timeout",
    "300ms",
    "--connections-per-address",
    "5000",
];

const HALF: &str = "POST /vca_webhook HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\n{";

pub(crate) fn slow_clients_are_ended_and_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [&SHORT[..], &["--connections", "5000"]].concat();
    let server = Server::start(folder.path(), &flags);
    let mut ended = Vec::new();
    for (name, bytes) in [
        ("silent", ""),
        ("half a head", "POST /vca_webhook HTTP/1.1\r\nhost:"),
        ("half a body", HALF),
        (
            "idle after a request",
            "GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n",
        ),
        (
            "half a chunk",
            "POST /vca_webhook HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{",
        ),
    ] {
        let mut slow = server.client();
        slow.send(bytes.as_bytes()).unwrap();
        ended.push((name, slow));
    }
    for (name, mut slow) in ended {
        assert!(slow.is_ended(), "{name}");
        eprintln!("slow clients: {name}: ended by the server");
    }

    // One byte at a time: each byte arrives in time, but the whole does not.
    let mut drop_by_drop = server.client();
    let mut sent = 0;
    for byte in HALF.bytes().cycle() {
        if drop_by_drop.send(&[byte]).is_err() {
            break;
        }
        sent += 1;
        // The pace of this client, not a wait: slower than the timeout of a head allows, and faster than a timeout per
        // byte would catch.
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(sent < 3000, "a server that reads for a minute");
    }
    eprintln!("slow clients: byte at a time: ended by the server after {sent} bytes");
}

pub(crate) fn slow_thousands_that_keep_quiet_hold_no_call_up() {
    let folder = tempfile::tempdir().unwrap();
    let patient = ["--head-timeout", "60s", "--connections", "5000"];
    let flags = [&patient[..], &["--connections-per-address", "5000"]].concat();
    let server = Server::start(folder.path(), &flags);
    let mut idle: Vec<_> = (0..1000).map(|_| server.client()).collect();
    for number in 0..100 {
        let event = press(&format!("e{number}"), "s", "+6591234567", "main_menu", "3");
        assert_eq!(
            server.client().hear(&event).unwrap(),
            "Our restaurant hours are between 9AM and 9PM every day of the week."
        );
    }
    // All of them were connected the whole time, and can still send requests.
    for one in &mut idle {
        assert_eq!(one.request("GET", "/healthz", "", b"").unwrap().0, 200);
    }
    eprintln!("slow clients: 100 calls answered beside 1000 connections that said nothing");
}

pub(crate) fn slow_connections_beyond_the_cap_are_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--connections", "2"]);
    let mut kept: Vec<_> = (0..2).map(|_| server.client()).collect();
    for client in &mut kept {
        client.hear(&press("e", "s", "", "main_menu", "3")).unwrap();
    }
    let turned_away = server.client().request("GET", "/healthz", "", b"");
    let (status, body) = turned_away.unwrap();
    assert_eq!(status, 429, "{body}");
    assert!(body.contains("too_many_connections"), "{body}");
    // A released place can be used again.
    drop(kept.pop());
    until("a place", || {
        let answered = server.client().request("GET", "/healthz", "", b"");
        matches!(answered, Ok((200, _)))
    });
}

pub(crate) fn slow_strangers_make_room_for_who_shows_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "content-type: application/json\r\nauthorization: long-enough\r\n";
    let flags = ["--head-timeout", "60s", "--connections", "50"];
    let guarded = ["--webhook-secret", "long-enough"];
    let server = Server::start(folder.path(), &[&flags[..], &guarded].concat());
    let post = |client: &mut Client, name: &str| {
        let event = press(name, name, "", "main_menu", "3").to_string();
        client.request("POST", "/vca_webhook", secret, event.as_bytes())
    };
    let mut kept = server.client();
    assert_eq!(post(&mut kept, "first").unwrap().0, 200);
    let stranger = || {
        let mut client = server.client();
        client.send(b"POST /vca_webhook HTTP/1.1\r\nhost:").unwrap();
        client
    };
    let mut strangers: VecDeque<_> = (0..60).map(|_| stranger()).collect();
    for call in 0..100 {
        let answered = post(&mut server.client(), &call.to_string());
        assert_eq!(answered.unwrap().0, 200, "call {call}");
        // These clients do not give up.
        strangers.push_back(stranger());
        assert!(strangers.pop_front().unwrap().is_ended());
    }
    assert_eq!(post(&mut kept, "last").unwrap().0, 200, "it was kept");
    let metrics = server.admin("/metrics").1;
    let gone = r#"ivr_refusals_total{reason="too_many_connections"}"#;
    assert!(metrics.contains(gone), "{metrics}");
    eprintln!("slow clients: 101 calls answered where strangers held every connection");
}

pub(crate) fn slow_or_endless_bodies_are_refused_before_they_take_memory() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let chunk = [b"10000\r\n", &[b' '; 0x10000][..], b"\r\n"].concat();
    let before = server.peak_kib();
    for _ in 0..4 {
        let mut client = server.client();
        client
            .send(b"POST /vca_webhook HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n")
            .unwrap();
        // 50 MiB, unless the server closes the connection before.
        let sent = (0..800).take_while(|_| client.send(&chunk).is_ok()).count();
        assert!(sent < 800, "all of it was taken");
        if let Ok((status, _)) = client.response() {
            assert_eq!(status, 413);
        }
    }
    let more = server.peak_kib() - before;
    eprintln!("slow clients: four bodies of 50 MiB: refused, with {more} KiB more memory");
    // 200 MiB were sent: memory would show a single body that was kept.
    assert!(more < 8 * 1024, "{more} KiB");
    assert_eq!(
        server
            .client()
            .request("GET", "/healthz", "", b"")
            .unwrap()
            .0,
        200
    );
}

pub(crate) fn slow_garbled_heads_are_counted_and_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let long = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(20_000));
    for (head, status) in [("no http at all\r\n\r\n", 400), (long.as_str(), 431)] {
        let mut client = server.client();
        client.send(head.as_bytes()).unwrap();
        assert_eq!(client.response().unwrap().0, status, "{head}");
        // The connection closes after the count.
        assert!(client.is_ended());
    }
    server.log_with(r#""kind":"bad_head","status":400,"from":"127.0.0.1""#);
    server.metrics_with(r#"ivr_refusals_total{reason="bad_head"} 2"#);
}

pub(crate) fn slow_crowds_from_one_address_meet_a_cap() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--connections-per-address", "3"]);
    let mut kept: Vec<_> = (0..3).map(|_| server.client()).collect();
    for client in &mut kept {
        assert_eq!(client.request("GET", "/healthz", "", b"").unwrap().0, 200);
    }
    let (status, body) = server.client().response().unwrap();
    assert_eq!(status, 429, "{body}");
    assert!(body.contains("too_many_connections"));
    assert!(
        server
            .admin("/metrics")
            .1
            .contains(r#"ivr_refusals_total{reason="too_many_connections"} 1"#)
    );
}
