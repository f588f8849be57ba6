//! One HTTP client for all that we send: rustls with the ring provider, which needs a C
//! compiler and no CMake, and the certificates that the system trusts.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::ClientError;

/// A client without state of the process: the TLS provider is its own and not the
/// process's default.
pub(crate) fn http_client() -> Result<reqwest::Client, ClientError> {
    let tls = |error: &dyn std::error::Error| ClientError::Tls(error.to_string());
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| tls(&error))?
        .with_platform_verifier()
        .map_err(|error| tls(&error))?
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .user_agent(concat!("ivr-runtime/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        // A key must not follow a redirect to wherever.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| tls(&error))
}
