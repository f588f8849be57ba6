//! Where the pages are served.

#![allow(clippy::unwrap_used)]

mod common;

use common::Response;
use common::tree::Demo;
use ivr_runtime::server::{Config, Server};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

async fn the_pages_are_on_loopback_and_nowhere_else() {
    let any = |ip: [u8; 4]| Some((ip, 0).into());
    for (admin, pages) in [
        (any([127, 0, 0, 1]), true),
        (any([0, 0, 0, 0]), false),
        (None, false),
    ] {
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            admin,
            ..Config::default()
        };
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

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        the_pages_are_on_loopback_and_nowhere_else,
    ])
}
