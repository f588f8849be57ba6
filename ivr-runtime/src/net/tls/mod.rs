//! What all that speaks TLS shares: rustls with the ring provider, which needs a C compiler
//! and no CMake. The provider is always named, so that no state of the process decides.

#[cfg(feature = "client")]
mod client;

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};

#[cfg(feature = "client")]
pub(crate) use client::trusting;

/// The certificates of a PEM file: one at least.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let found = CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Err(pem::Error::NoItemsFound);
    }
    Ok(found)
}
