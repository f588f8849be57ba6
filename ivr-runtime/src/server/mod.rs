//! The webhook server: `POST /vca_webhook`, `POST /vss_webhook` and `GET /healthz`.
//!
//! A call action is always answered with HTTP 200 and a callflow, whatever its look-up
//! does; what can't be an event is refused with a JSON body that says why.
//!
//! ```no_run
//! # async fn example<T: ivr_runtime::Tree>(desk: T::Context) -> Result<(), ivr_runtime::server::BindError> {
//! use ivr_runtime::server::{Config, Server};
//!
//! let server = Server::<T>::bind(Config::default(), desk).await?;
//! println!("listening on {}", server.local_addr());
//! server.run(std::future::pending()).await;
//! # Ok(())
//! # }
//! ```

mod accept;
mod body;
mod config;
mod filters;
mod lookup;
mod refusal;
mod webhook;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tracing::info;

pub use config::{Config, Limits};

use crate::Tree;

/// What every request is served from.
struct App<T: Tree> {
    context: Arc<T::Context>,
    limits: Limits,
}

/// A server that has its address, and answers once it is [`run`](Self::run).
pub struct Server<T: Tree> {
    listener: TcpListener,
    local_addr: SocketAddr,
    app: Arc<App<T>>,
}

/// Why a server can't have its address.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Something else has the port.
    #[error(
        "{0} is already in use; stop what is listening there, or give another address with --listen"
    )]
    InUse(SocketAddr),
    /// Ports below 1024 are for the administrator.
    #[error("not allowed to listen on {0}; take a port from 1024 up with --listen")]
    Denied(SocketAddr),
    /// No network interface of this machine has the address.
    #[error("this machine has no address {}; try 127.0.0.1, or 0.0.0.0 for all there are", .0.ip())]
    NoSuchAddress(SocketAddr),
    /// Anything else.
    #[error("can't listen on {0}")]
    Other(SocketAddr, #[source] io::Error),
}

impl BindError {
    fn new(address: SocketAddr, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Self::InUse(address),
            io::ErrorKind::PermissionDenied => Self::Denied(address),
            io::ErrorKind::AddrNotAvailable => Self::NoSuchAddress(address),
            _ => Self::Other(address, error),
        }
    }
}

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Drained {
    /// Connections that were still open at the drain deadline, and were cut.
    pub cut: usize,
}

impl<T: Tree> Server<T> {
    /// Takes the address. From here on connections queue up, but none is answered yet.
    ///
    /// # Errors
    /// If the address can't be had.
    pub async fn bind(
        config: Config,
        context: impl Into<Arc<T::Context>>,
    ) -> Result<Self, BindError> {
        let refused = |error| BindError::new(config.listen, error);
        let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
        let local_addr = listener.local_addr().map_err(refused)?;
        let app = Arc::new(App {
            context: context.into(),
            limits: config.limits,
        });
        Ok(Self {
            listener,
            local_addr,
            app,
        })
    }

    /// The address, with the port that was chosen if port 0 was asked for.
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Answers until `shutdown` is ready; then takes no more connections, finishes the
    /// requests that are under way and returns, at the latest at the drain deadline.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Drained {
        info!(tree = T::DESCRIPTION.name, address = %self.local_addr, "listening");
        let service = TowerToHyperService::new(warp::service(filters::routes(&self.app)));
        let cut = accept::serve(self.listener, service, &self.app.limits, shutdown).await;
        info!(cut, "shut down");
        Drained { cut }
    }
}

impl<T: Tree> fmt::Debug for Server<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("tree", &T::DESCRIPTION.name)
            .field("local_addr", &self.local_addr)
            .field("limits", &self.app.limits)
            .finish_non_exhaustive()
    }
}
