//! Networking shared by server, pages and clients: TLS, the HTTP client, and the host names of this machine.

mod host;
#[cfg(feature = "client")]
mod http;
pub(crate) mod tls;

pub(crate) use host::names_this_machine;
#[cfg(feature = "client")]
pub use http::TlsUnavailable;
#[cfg(feature = "client")]
pub(crate) use http::{http_client, is_base_url};
