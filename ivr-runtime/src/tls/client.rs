//! TLS from our side: whom we trust.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, Error, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// A client that trusts these and nobody else; without them, whom the system trusts.
pub(crate) fn trusting(
    authorities: Option<Vec<CertificateDer<'_>>>,
) -> Result<ClientConfig, Error> {
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let client = match authorities {
        Some(authorities) => {
            let mut roots = RootCertStore::empty();
            for authority in authorities {
                roots.add(authority)?;
            }
            client.with_root_certificates(roots)
        }
        None => client.with_platform_verifier()?,
    };
    Ok(client.with_no_client_auth())
}
