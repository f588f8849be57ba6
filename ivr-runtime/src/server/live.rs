//! The settings that can change while the server runs: all of them at once, for whatever begins then.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tracing::{error, info, warn};

use super::metrics::Metrics;
use super::tls::{self, Certified};
use super::{Access, Config, Limits, TlsError, TlsFiles};

/// What is in force.
pub(super) struct Live {
    pub(super) access: Access,
    pub(super) limits: Limits,
    pub(super) log_numbers: bool,
    pub(super) tls: Option<TlsAcceptor>,
}

/// Where what is in force is read: once for each connection, and once for each step of a request.
pub(super) type Reading = watch::Receiver<Arc<Live>>;

/// Gives a running server other settings. It loses no connection: those that are open go on as they
/// began, but for who may call and for the bounds of each request.
#[derive(Debug)]
pub struct Reloader {
    now: watch::Sender<Arc<Live>>,
    listen: SocketAddr,
    carriers: &'static [&'static str],
    admin: Option<SocketAddr>,
    metrics: Arc<Metrics>,
}

/// Why other settings are refused. Those from before stay in force.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// Anybody on the network could pose as the platform.
    #[error("neither a secret nor a list of addresses would keep strangers out")]
    Open,
    /// The certificate or its key can't be used.
    #[error("TLS can't be had")]
    Tls(#[from] TlsError),
}

impl Live {
    /// What a server begins with. An expired certificate is served all the same: who restarts a
    /// server in trouble is not to lose the metrics, and those clients that do not look.
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

    /// Puts these settings in force: who may call, the bounds, and the certificate, which is read
    /// anew although its name may be the same. Addresses, and whether TLS is spoken, stay as they
    /// are until the server is started again.
    ///
    /// # Errors
    /// If strangers could call, or if the certificate or its key can't be used or has expired. Then
    /// nothing changes.
    pub fn reload(&self, config: &Config) -> Result<(), ReloadError> {
        if config.access.is_open(self.listen, self.carriers) {
            return Err(ReloadError::Open);
        }
        let before = Arc::clone(&self.now.borrow());
        let stays = |setting: &str| {
            warn!(setting, "this setting changes with the next start");
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
        info!("the settings were read again, and are in force");
        Ok(())
    }
}

/// Tells until when a certificate is good.
fn note(files: &TlsFiles, certified: &Certified, metrics: &Metrics) {
    if let Some(expires) = certified.expires {
        metrics.certificate_expires(expires);
    }
    if certified.has_expired() {
        let certificate = files.certificate.display();
        error!(%certificate, "the certificate has expired, and clients refuse it; renew it, and send SIGHUP");
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
