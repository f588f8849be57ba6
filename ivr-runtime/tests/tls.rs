//! Tests of TLS with certificates from files. The certificates in `tls/` are self-signed, for `localhost`, and useless
//! elsewhere: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out
//! certificate.pem -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext
//! basicConstraints=critical,CA:FALSE`. One of them was valid only in 2020.

#![allow(clippy::unwrap_used)]

mod common;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use common::tree::{Demo, Desk};
use common::{Response, Running, generous};
use ivr_runtime::server::{BindError, Config, ReloadError, Reloader, Server, TlsError, TlsFiles};
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
    Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_tls(Some(TlsFiles::new(file(certificate), file(key))))
        .with_limits(generous())
}

async fn running(config: Config) -> Running {
    let desk = Arc::<Desk>::default();
    let server = Server::bind(config, Arc::clone(&desk)).await.unwrap();
    assert!(server.has_tls());
    Running::run(server, desk)
}

/// A client that trusts the valid certificates.
async fn encrypted(stream: TcpStream) -> TlsStream<TcpStream> {
    let connector = connector(&["certificate.pem", "other.pem"]);
    connector.connect(localhost(), stream).await.unwrap()
}

fn connector(trusted: &[&str]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    for name in trusted {
        let own = CertificateDer::from_pem_file(file(name)).unwrap();
        roots.add(own).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(client))
}

fn localhost() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
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
    // The connection may end with an alert or with a reset.
    let _ = plain.read_to_end(&mut rest).await;
    assert!(!rest.starts_with(b"HTTP"), "{rest:?}");
    assert_eq!(server.stop().await.unwrap().cut, 0);
}

async fn who_is_still_agreeing_on_keys_at_a_shutdown_does_not_hold_it_up() {
    let config = config("certificate.pem", "key.pem").with_limits(
        generous()
            // Shorter than the time that it may be idle.
            .with_drain(Duration::from_secs(10)),
    );
    let server = running(config).await;
    let address = server.address;
    let early = server.connect().await;
    // Connections are accepted in order, so the other one has been by now.
    let later = encrypted(server.connect().await).await;
    let ended = server.stop();
    common::refused(address).await;
    let mut early = encrypted(early).await;
    assert_eq!(ended.await.unwrap().cut, 0, "both were told");
    let mut rest = Vec::new();
    early.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    drop(later);
}

/// A server whose certificate files can be replaced, with an admin address for its metrics.
struct Replaceable {
    folder: tempfile::TempDir,
    config: Config,
    reloader: Arc<Reloader>,
    admin: SocketAddr,
    server: Running,
}

impl Replaceable {
    async fn start(certificate: &str, key: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [to, its_key] = ["certificate.pem", "key.pem"].map(|name| folder.path().join(name));
        std::fs::copy(file(certificate), &to).unwrap();
        std::fs::copy(file(key), &its_key).unwrap();
        let config = config(certificate, key)
            .with_admin(Some(([127, 0, 0, 1], 0).into()))
            .with_tls(Some(TlsFiles::new(to, its_key)));
        let desk = Arc::<Desk>::default();
        let server = Server::bind(config.clone(), Arc::clone(&desk))
            .await
            .unwrap();
        Self {
            folder,
            config,
            reloader: server.reloader(),
            admin: server.admin_addr().unwrap(),
            server: Running::run(server, desk),
        }
    }

    /// Replaces its files.
    fn replace(&self, certificate: &str, key: &str) -> Result<(), ReloadError> {
        for (from, to) in [(certificate, "certificate.pem"), (key, "key.pem")] {
            std::fs::copy(file(from), self.folder.path().join(to)).unwrap();
        }
        self.reloader.reload(&self.config)
    }

    /// Whether new connections get this certificate.
    async fn serves(&self, certificate: &str) -> bool {
        let stream = encrypted(self.server.connect().await).await;
        let (_, session) = stream.get_ref();
        let shown = session.peer_certificates().unwrap();
        shown == [CertificateDer::from_pem_file(file(certificate)).unwrap()]
    }

    /// The value of a metric.
    async fn metric(&self, name: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.admin).await.unwrap();
        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let metrics = Response::read(&mut stream).await.body;
        let mut lines = metrics.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
    }
}

async fn a_new_certificate_is_served_without_losing_a_connection() {
    let server = Replaceable::start("certificate.pem", "key.pem").await;
    let mut early = encrypted(server.server.connect().await).await;
    server.replace("other.pem", "other_key.pem").unwrap();
    assert!(server.serves("other.pem").await);

    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    early.write_all(request).await.unwrap();
    let mut response = String::new();
    early.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
}

async fn a_certificate_that_cannot_be_used_is_refused_and_the_old_one_stays() {
    let server = Replaceable::start("certificate.pem", "key.pem").await;
    for (certificate, key) in [
        ("key.pem", "key.pem"),
        ("certificate.pem", "certificate.pem"),
        ("other.pem", "key.pem"),
        ("expired.pem", "expired_key.pem"),
    ] {
        let refused = server.replace(certificate, key);
        assert!(
            matches!(refused, Err(ReloadError::Tls(_))),
            "{certificate} {key}: {refused:?}"
        );
        assert!(server.serves("certificate.pem").await);
    }
}

async fn an_expired_certificate_is_served_and_the_metric_says_so() {
    let server = Replaceable::start("expired.pem", "expired_key.pem").await;
    let expires = "ivr_tls_certificate_expiry_timestamp_seconds";
    // 2021-01-01
    assert_eq!(server.metric(expires).await.as_deref(), Some("1609459200"));

    server.replace("other.pem", "other_key.pem").unwrap();
    assert!(server.serves("other.pem").await);
    let expires: u64 = server.metric(expires).await.unwrap().parse().unwrap();
    assert!(expires > 4_000_000_000, "{expires}");
}

async fn who_does_not_come_to_speak_tls_is_counted() {
    let server = Replaceable::start("certificate.pem", "key.pem").await;
    let failures = |reason| format!("ivr_tls_handshake_failures_total{{reason=\"{reason}\"}}");
    for name in [failures("not_tls"), failures("refused_by_client")] {
        assert_eq!(server.metric(&name).await, None);
    }
    let mut plain = server.server.connect().await;
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let _ = plain.read_to_end(&mut Vec::new()).await;
    // The client trusts another certificate.
    let stream = server.server.connect().await;
    let refused = connector(&["other.pem"]).connect(localhost(), stream).await;
    assert!(refused.is_err());
    for name in [failures("not_tls"), failures("refused_by_client")] {
        support::within(&name, async {
            while server.metric(&name).await.as_deref() != Some("1") {}
        })
        .await;
    }
}

async fn files_that_hold_something_else_are_named() {
    for (certificate, key, says) in [
        (
            "nowhere.pem",
            "key.pem",
            "nowhere.pem contains no certificate",
        ),
        ("key.pem", "key.pem", "key.pem contains no certificate"),
        (
            "certificate.pem",
            "certificate.pem",
            "certificate.pem contains no private key",
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
        a_new_certificate_is_served_without_losing_a_connection,
        a_certificate_that_cannot_be_used_is_refused_and_the_old_one_stays,
        an_expired_certificate_is_served_and_the_metric_says_so,
        who_does_not_come_to_speak_tls_is_counted,
    ])
}
