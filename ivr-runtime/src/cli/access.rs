//! Who may call, as flags.

use std::path::PathBuf;

use clap::Args;

use crate::server::{Access, Network, Secret, TlsFiles};

/// Who may call, and how.
#[derive(Debug, Args)]
pub(super) struct AccessArgs {
    /// What the platform sends as `Authorization`; two, while one replaces the other
    #[arg(
        long,
        env = "IVR_WEBHOOK_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    #[arg(value_delimiter = ',')]
    webhook_secret: Vec<Secret>,

    /// The addresses that may call: 192.0.2.7, 192.0.2.0/24, or `8x8` for the platform's own
    #[arg(
        long,
        env = "IVR_ALLOW",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    allow: Vec<Network>,

    /// The proxies whose `X-Forwarded-For` tells who calls
    #[arg(
        long,
        env = "IVR_TRUSTED_PROXY",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    trusted_proxy: Vec<Network>,

    /// Serve the network although neither a secret nor a list of addresses keeps strangers out
    #[arg(long, env = "IVR_INSECURE", hide_env_values = true)]
    insecure: bool,

    /// The certificate for TLS, with those that lead to its root (PEM)
    #[arg(
        long,
        env = "IVR_TLS_CERTIFICATE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    #[arg(requires = "tls_key")]
    tls_certificate: Option<PathBuf>,

    /// Its private key (PEM)
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
