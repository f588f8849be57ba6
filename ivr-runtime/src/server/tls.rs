//! Sets up TLS from a certificate and its key.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::TlsAcceptor;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::TlsFiles;
use crate::net::tls;

/// Why TLS can't be set up: a file is missing, invalid or expired, or the key does not match.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file is missing, or contains something else.
    #[error("{} contains no {wanted} in PEM format", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it should contain.
        wanted: &'static str,
        /// What is wrong with it.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The key does not match the certificate, or is of an unknown kind.
    #[error("the certificate and the key do not match")]
    Mismatch(#[source] Box<dyn Error + Send + Sync>),
    /// The certificate has expired; reported only on reload, when another one is in use.
    #[error("{} has expired", .0.display())]
    Expired(PathBuf),
}

/// A certificate and its key, ready to serve.
pub(super) struct Certified {
    pub(super) acceptor: TlsAcceptor,
    /// When the first certificate of the chain expires, in seconds since 1970.
    pub(super) expires: Option<u64>,
}

impl Certified {
    pub(super) fn has_expired(&self) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        self.expires
            .zip(now.ok())
            .is_some_and(|(expires, now)| expires <= now.as_secs())
    }
}

/// Why a TLS handshake failed, as a stable name for metrics.
pub(super) fn reason(error: &io::Error) -> &'static str {
    let tls = error.get_ref().and_then(|error| error.downcast_ref());
    match tls {
        // Most often the client does not trust our certificate.
        Some(rustls::Error::AlertReceived(_)) => "refused_by_client",
        Some(rustls::Error::InvalidMessage(_)) => "not_tls",
        Some(_) => "no_agreement",
        None => "broken_off",
    }
}

/// Reads both files.
pub(super) fn read(files: &TlsFiles) -> Result<Certified, TlsError> {
    let wrong = |path: &Path, wanted| {
        let path = path.to_owned();
        move |source: pem::Error| TlsError::File {
            path,
            wanted,
            source: source.into(),
        }
    };
    let certificates =
        tls::certificates(&files.certificate).map_err(wrong(&files.certificate, "certificate"))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(wrong(&files.key, "private key"))?;
    let mismatch = |error: rustls::Error| TlsError::Mismatch(error.into());
    // If rustls accepts a certificate that this can't parse, its expiry is unknown.
    let ends = certificates.iter().filter_map(|certificate| {
        let certificate = Certificate::from_der(certificate).ok()?;
        let end = certificate.tbs_certificate.validity.not_after;
        Some(end.to_unix_duration().as_secs())
    });
    let expires = ends.min();
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(mismatch)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(mismatch)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certified {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        expires,
    })
}
