//! TLS from a certificate and its key.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::TlsAcceptor;

use super::TlsFiles;
use crate::tls;

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
}

/// Reads both files.
pub(super) fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
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
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(mismatch)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(mismatch)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
