//! Tests of where the pages are served.

#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::Response;
use common::tree::Demo;
use ivr_runtime::journal::MIGRATIONS;
use ivr_runtime::server::{Config, Limits, Server};
use ivr_runtime::store::{Database, Store};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

async fn the_pages_are_on_loopback_and_nowhere_else() {
    let any = |ip: [u8; 4]| Some((ip, 0).into());
    for (admin, pages) in [
        (any([127, 0, 0, 1]), true),
        (any([0, 0, 0, 0]), false),
        (None, false),
    ] {
        let config = Config::default()
            .with_listen(([127, 0, 0, 1], 0).into())
            .with_admin(admin);
        let desk = common::tree::Desk::default();
        let server = Server::<Demo>::bind(config, desk).await.unwrap();
        assert_eq!(server.pages_addr(), None, "not unless it is asked to");
        let server = server.with_pages();
        assert_eq!(server.pages_addr().is_some(), pages, "{admin:?}");
        let Some(admin) = server.admin_addr() else {
            continue;
        };
        let near = (std::net::Ipv4Addr::LOCALHOST, admin.port()).into();
        let task = tokio::spawn(server.run(std::future::pending()));
        for (path, status) in [("/calls", if pages { 200 } else { 404 }), ("/readyz", 200)] {
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
            let mut stream = TcpStream::connect::<std::net::SocketAddr>(near)
                .await
                .unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let response = Response::read(&mut stream).await;
            assert_eq!(response.status, status, "{path}: {response:?}");
        }
        task.abort();
    }
}

async fn pages_that_follow_what_happens_leave_room_for_others() {
    let config = Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_admin(Some(([127, 0, 0, 1], 0).into()))
        .with_limits(Limits::default().with_connections(16));
    let desk = common::tree::Desk::default();
    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let server = Server::<Demo>::bind(config, desk).await.unwrap();
    let server = server.with_store(store).with_pages();
    let admin = server.admin_addr().unwrap();
    let task = tokio::spawn(server.run(std::future::pending()));
    let get = async |path: &str| {
        let mut stream = TcpStream::connect(admin).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let response = Response::read(&mut stream).await;
        (stream, response)
    };
    let mut open = Vec::new();
    for _ in 0..4 {
        let (stream, response) = get("/api/changes").await;
        assert_eq!(response.status, 200, "{response:?}");
        open.push(stream);
    }
    for _ in 0..16 {
        let (_, response) = get("/api/changes").await;
        assert_eq!(response.status, 429, "{response:?}");
        assert!(response.body.contains("too many pages are open"));
        assert_eq!(get("/readyz").await.1.status, 200);
        assert_eq!(get("/metrics").await.1.status, 200);
    }
    task.abort();
}

async fn a_page_that_takes_too_long_is_given_up_on() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::File(folder.path().join("ivr.sqlite"));
    let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
    let config = Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_admin(Some(([127, 0, 0, 1], 0).into()));
    let desk = common::tree::Desk::default();
    let server = Server::<Demo>::bind(config, desk).await.unwrap();
    let server = server.with_store(store.clone()).with_pages();
    let admin = server.admin_addr().unwrap();
    let task = tokio::spawn(server.run(std::future::pending()));
    assert_eq!(common::get(admin, "/api/calls").await.status, 200);
    // As many readers as the pages may have at a time, none of which finishes.
    let readers = (store.browse().await.unwrap(), store.browse().await.unwrap());
    for path in ["/api/calls", "/api/traffic", "/api/calls/s"] {
        let asked = Instant::now();
        let response = common::get(admin, path).await;
        let took = asked.elapsed();
        assert_eq!(response.status, 503, "{path}: {response:?}");
        assert!(response.body.contains("takes too long"), "{response:?}");
        assert!(took >= Duration::from_secs(5), "{path}: {took:?}");
    }
    drop(readers);
    assert_eq!(common::get(admin, "/api/calls").await.status, 200);
    task.abort();
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        the_pages_are_on_loopback_and_nowhere_else,
        pages_that_follow_what_happens_leave_room_for_others,
        a_page_that_takes_too_long_is_given_up_on,
    ])
}
