//! TLS from our side: whom we trust.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, Error};
use rustls_platform_verifier::BuilderVerifierExt;

/// A client that trusts whom the system trusts.
pub(crate) fn trusting() -> Result<ClientConfig, Error> {
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?;
    Ok(client.with_no_client_auth())
}
