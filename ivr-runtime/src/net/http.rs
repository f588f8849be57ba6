//! The HTTP client for all our requests, which trusts the system's root certificates.

use std::error::Error;
use std::time::Duration;

use reqwest::Url;

use super::tls;

/// TLS is not available, because the system's root certificates can't be loaded. No https request can be sent.
#[derive(Debug, thiserror::Error)]
#[error(
    "could not load the system's root certificates: {0}; install the package `ca-certificates`"
)]
pub struct TlsUnavailable(String);

/// A client without global state: it has its own TLS provider instead of the
/// process's default.
pub(crate) fn http_client() -> Result<reqwest::Client, TlsUnavailable> {
    let failed = |error: &dyn Error| TlsUnavailable(error.to_string());
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

/// Whether a text is a URL to which paths can be appended: http or https, with a host, and without a user or a query.
pub(crate) fn is_base_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
    })
}
