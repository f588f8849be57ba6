//! Flags for access control.

use std::path::PathBuf;

use clap::Args;

use crate::server::{Access, Network, Secret, TlsFiles};

/// Flags for access control.
#[derive(Debug, Args)]
pub(super) struct AccessArgs {
    /// The `Authorization` header that carriers must send; give two while you replace one
    #[arg(
        long,
        env = "IVR_WEBHOOK_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    #[arg(value_delimiter = ',')]
    webhook_secret: Vec<Secret>,

    /// Addresses that may send requests: 192.0.2.7, 192.0.2.0/24, or `8x8` for those of 8x8
    #[arg(
        long,
        env = "IVR_ALLOW",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    allow: Vec<Network>,

    /// Proxies whose `X-Forwarded-For` header is trusted
    #[arg(
        long,
        env = "IVR_TRUSTED_PROXY",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    trusted_proxy: Vec<Network>,

    /// Listen on a network address without a secret or a list of addresses
    #[arg(long, env = "IVR_INSECURE", hide_env_values = true)]
    insecure: bool,

    /// TLS certificate chain (PEM)
    #[arg(
        long,
        env = "IVR_TLS_CERTIFICATE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    #[arg(requires = "tls_key")]
    tls_certificate: Option<PathBuf>,

    /// Private key of the certificate (PEM)
    #[arg(long, env = "IVR_TLS_KEY", hide_env_values = true, value_name = "FILE")]
    #[arg(requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
}

impl AccessArgs {
    pub(super) fn access(&self) -> Access {
        Access {
            secrets: self.webhook_secret.clone(),
            allow: self.allow.clone(),
            trusted_proxies: self.trusted_proxy.clone(),
            insecure: self.insecure,
        }
    }

    pub(super) fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }
}
