//! The settings that can change while the server runs, all at once.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tracing::{error, info, warn};

use super::metrics::Metrics;
use super::tls::{self, Certified};
use super::{Access, Config, Limits, TlsError, TlsFiles};

/// The current settings.
pub(super) struct Live {
    pub(super) access: Access,
    pub(super) limits: Limits,
    pub(super) log_numbers: bool,
    pub(super) tls: Option<TlsAcceptor>,
}

/// Access to the current settings, read once per connection and once per step of a request.
pub(super) type Reading = watch::Receiver<Arc<Live>>;

/// Changes the settings of a running server without losing a connection. Open connections keep theirs,
/// except access control and the limits of each request.
#[derive(Debug)]
pub struct Reloader {
    now: watch::Sender<Arc<Live>>,
    listen: SocketAddr,
    carriers: &'static [&'static str],
    admin: Option<SocketAddr>,
    metrics: Arc<Metrics>,
}

/// Why new settings are refused. The old ones stay in effect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// Anybody on the network could pose as a carrier.
    #[error("neither a secret nor a list of addresses would keep strangers out")]
    Open,
    /// The certificate or its key can't be used.
    #[error("could not set up TLS")]
    Tls(#[from] TlsError),
}

impl Live {
    /// The initial settings. An expired certificate is accepted: a restart in an emergency must not lose the
    /// metrics, nor the clients that do not check it.
    pub(super) fn new(config: &Config, metrics: &Metrics) -> Result<Self, TlsError> {
        let certified = config.tls.as_ref().map(tls::read).transpose()?;
        if let (Some(files), Some(certified)) = (&config.tls, &certified) {
            note(files, certified, metrics);
        }
        Ok(Self::with(config, certified))
    }

    fn with(config: &Config, certified: Option<Certified>) -> Self {
        Self {
            access: config.access.clone(),
            limits: config.limits.clone(),
            log_numbers: config.log_numbers,
            tls: certified.map(|certified| certified.acceptor),
        }
    }
}

impl Reloader {
    pub(super) fn new(
        config: &Config,
        live: Live,
        carriers: &'static [&'static str],
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            now: watch::Sender::new(Arc::new(live)),
            listen: config.listen,
            carriers,
            admin: config.admin,
            metrics,
        }
    }

    pub(super) fn reading(&self) -> Reading {
        self.now.subscribe()
    }

    /// Applies new settings: access control, limits, and the certificate, which is read again even from
    /// the same path. The addresses, and whether TLS is used, change only on restart.
    ///
    /// # Errors
    /// If strangers could post events, or if the certificate or its key is unusable or expired. Then
    /// nothing changes.
    pub fn reload(&self, config: &Config) -> Result<(), ReloadError> {
        if config.access.is_open(self.listen, self.carriers) {
            return Err(ReloadError::Open);
        }
        let before = Arc::clone(&self.now.borrow());
        let stays = |setting: &str| {
            warn!(setting, "this setting takes effect on restart");
        };
        if config.listen != self.listen {
            stays("listen");
        }
        if config.admin.is_some() && config.admin != self.admin {
            stays("admin");
        }
        let mut next = match (&config.tls, &before.tls) {
            (Some(files), Some(_)) => {
                let certified = tls::read(files)?;
                if certified.has_expired() {
                    return Err(TlsError::Expired(files.certificate.clone()).into());
                }
                note(files, &certified, &self.metrics);
                Live::with(config, Some(certified))
            }
            (None, None) => Live::with(config, None),
            _ => {
                stays("tls-certificate");
                Live::with(config, None)
            }
        };
        self.metrics.limit_connections(next.limits.connections);
        next.tls = next.tls.or_else(|| before.tls.clone());
        self.now.send_replace(Arc::new(next));
        info!("settings reloaded");
        Ok(())
    }
}

/// Records when a certificate expires.
fn note(files: &TlsFiles, certified: &Certified, metrics: &Metrics) {
    if let Some(expires) = certified.expires {
        metrics.certificate_expires(expires);
    }
    if certified.has_expired() {
        let certificate = files.certificate.display();
        error!(%certificate, "the certificate has expired and clients refuse it; renew it and send SIGHUP");
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live")
            .field("access", &self.access)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
