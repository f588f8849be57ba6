//! The HTTP client for all our requests, which trusts the system's root certificates.

use std::time::Duration;

use super::ClientError;
use crate::net::tls;

/// A client without global state: it has its own TLS provider instead of the
/// process's default.
pub(crate) fn http_client() -> Result<reqwest::Client, ClientError> {
    let failed = |error: &dyn std::error::Error| ClientError::Tls(error.to_string());
    let config = tls::trusting().map_err(|error| failed(&error))?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .user_agent(concat!("ivr-runtime/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        // A key must not follow a redirect to another host.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| failed(&error))
}
