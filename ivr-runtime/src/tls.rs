//! What all that speaks TLS shares: rustls with the ring provider, which needs a C compiler
//! and no CMake. The provider is always named, so that no state of the process decides.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;

/// The certificates of a PEM file: one at least.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let found = CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Err(pem::Error::NoItemsFound);
    }
    Ok(found)
}

/// A client that trusts whom the system trusts.
pub(crate) fn trusting_the_system() -> Result<ClientConfig, rustls::Error> {
    Ok(client()?.with_platform_verifier()?.with_no_client_auth())
}

/// A client that trusts these, and nobody else.
pub(crate) fn trusting(
    authorities: Vec<CertificateDer<'_>>,
) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority)?;
    }
    Ok(client()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn client() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
}
