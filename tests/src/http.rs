//! The HTTP client of the tests.

/// A client for plain HTTP, without a proxy. A request that is not answered in time fails.
pub fn client() -> reqwest::Client {
    // reqwest needs a TLS provider even for plain HTTP. Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(support::patience());
    let client = client.build();
    client.expect("the HTTP client can be built")
}
