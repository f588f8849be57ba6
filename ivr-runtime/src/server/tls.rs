//! TLS from a certificate and its key.

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

/// Why TLS can't be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file is not there, or holds something else.
    #[error("{} holds no {wanted} in PEM", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
        /// What was found.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The key is not the certificate's, or of no known kind.
    #[error("the certificate and the key do not fit together")]
    Mismatch(#[source] Box<dyn Error + Send + Sync>),
    /// It is over with the certificate, which is told only where another is in force.
    #[error("{} has expired", .0.display())]
    Expired(PathBuf),
}

/// A certificate and its key, ready to be served with.
pub(super) struct Certified {
    pub(super) acceptor: TlsAcceptor,
    /// When the first of the certificates expires, in seconds since 1970.
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

/// Why a client and we did not come to speak TLS: a stable name for metrics.
pub(super) fn reason(error: &io::Error) -> &'static str {
    let tls = error.get_ref().and_then(|error| error.downcast_ref());
    match tls {
        // Most often it does not trust our certificate.
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
    // Where rustls takes a certificate that this can't read, its end is not known.
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
