//! TLS from files. The certificate in `tls/` is for `localhost`, signed by itself, and of no
//! use to anybody: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes
//! -keyout key.pem -out certificate.pem -days 36500 -subj /CN=localhost -addext
//! subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE`

#![allow(clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use common::tree::{Demo, Desk};
use common::{Running, generous};
use ivr_runtime::server::{BindError, Config, Limits, Server, TlsError, TlsFiles};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tls")
        .join(name)
}

fn config(certificate: &str, key: &str) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        tls: Some(TlsFiles {
            certificate: file(certificate),
            key: file(key),
        }),
        limits: generous(),
        ..Config::default()
    }
}

async fn running(config: Config) -> Running {
    let desk = Arc::<Desk>::default();
    let server = Server::bind(config, Arc::clone(&desk)).await.unwrap();
    assert!(server.has_tls());
    Running::run(server, desk)
}

/// A client that trusts the certificate.
async fn encrypted(stream: TcpStream) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    let own = CertificateDer::from_pem_file(file("certificate.pem")).unwrap();
    roots.add(own).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(client));
    connector.connect(name, stream).await.unwrap()
}

async fn requests_come_over_tls_and_not_without_it() {
    let server = running(config("certificate.pem", "key.pem")).await;
    let mut stream = encrypted(server.connect().await).await;
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");

    let mut plain = server.connect().await;
    plain.write_all(request).await.unwrap();
    let mut rest = Vec::new();
    // It may be ended with an alert or with a reset.
    let _ = plain.read_to_end(&mut rest).await;
    assert!(!rest.starts_with(b"HTTP"), "{rest:?}");
    assert_eq!(server.stop().await.unwrap().cut, 0);
}

async fn who_is_still_agreeing_on_keys_at_a_shutdown_does_not_hold_it_up() {
    let config = Config {
        limits: Limits {
            // Less than it may go on without asking anything.
            drain: Duration::from_secs(10),
            ..generous()
        },
        ..config("certificate.pem", "key.pem")
    };
    let server = running(config).await;
    let address = server.address;
    let early = server.connect().await;
    // Connections are taken in turn, so the other one is by now.
    let later = encrypted(server.connect().await).await;
    let ended = server.stop();
    while TcpStream::connect(address).await.is_ok() {}
    let mut early = encrypted(early).await;
    assert_eq!(ended.await.unwrap().cut, 0, "both were told");
    let mut rest = Vec::new();
    early.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    drop(later);
}

async fn files_that_hold_something_else_are_named() {
    for (certificate, key, says) in [
        ("nowhere.pem", "key.pem", "nowhere.pem holds no certificate"),
        ("key.pem", "key.pem", "key.pem holds no certificate"),
        (
            "certificate.pem",
            "certificate.pem",
            "certificate.pem holds no private key",
        ),
    ] {
        let error = Server::<Demo>::bind(config(certificate, key), Desk::default()).await;
        let Err(BindError::Tls(error @ TlsError::File { .. })) = error else {
            unreachable!("{certificate} and {key} are not a pair: {error:?}");
        };
        assert!(error.to_string().contains(says), "{error}");
    }
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        requests_come_over_tls_and_not_without_it,
        who_is_still_agreeing_on_keys_at_a_shutdown_does_not_hold_it_up,
        files_that_hold_something_else_are_named,
    ])
}
