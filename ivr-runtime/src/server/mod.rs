//! The webhook server: the paths that a [carrier] posts to, and `GET /healthz`; and on
//! a separate admin address, `GET /metrics`, `GET /readyz` and the pages.
//!
//! A call action always gets HTTP 200 and a callflow, whatever its lookup
//! does; anything that is not an event is refused with a JSON body that says why.
//!
//! The path of a request, in order:
//!
//! | step | file |
//! | --- | --- |
//! | a connection is accepted | `accept.rs` |
//! | and admitted, by its address and by the number of open connections | `gate.rs`, `access.rs` |
//! | TLS, if there is a certificate, and hyper, with its timeouts | `accept.rs`, `tls.rs` |
//! | filters check path, method, client, and content type | `filters.rs`, `access.rs`, [`carrier`] |
//! | the body is read, within its limits, and the request gets a name | `body.rs`, `request.rs` |
//! | a refusal, in any of these steps or later, is answered in one place | `refusal.rs` |
//! | the event is parsed | `posted.rs`, [`carrier`] |
//! | the engine decides what the call does next, once per event | `call_action.rs`, [`engine`](crate::engine) |
//! | a repeated event gets the same answer | `event_name.rs`, `answers.rs` |
//! | a lookup, if the tree needs one, runs on its own threads, and is abandoned at its deadline | `lookup.rs`, `threads.rs` |
//! | metrics, log and journal are updated, and the answer is sent | `call_action.rs`, `metrics.rs`, [`journal`](crate::journal) |
//!
//! `live.rs` holds the settings that can change while the server runs. A telephone line (`line.rs`) joins at the
//! fifth step from the end.
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
mod access;
mod admin;
mod answers;
mod body;
mod call_action;
mod config;
#[cfg(test)]
mod doors_tests;
mod event_name;
mod filters;
mod gate;
#[cfg(feature = "sip")]
mod line;
mod live;
mod lookup;
mod metrics;
#[cfg(feature = "pages")]
mod pages;
mod posted;
mod refusal;
mod request;
mod shown;
mod threads;
mod tls;
mod upkeep;

use std::error::Error;
use std::fmt;
use std::future::{Future, pending};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

pub use access::{Access, Network, NetworkError};
pub use config::{Config, Limits, TlsFiles};
pub use live::{ReloadError, Reloader};
pub use tls::TlsError;

use crate::carrier::{self, Documents, WriteError};
pub use crate::carrier::{Secret, SecretError};
use crate::engine::values::{SealKeyError, Sealer};
use crate::journal::Journal;
use crate::logging::Bursts;
use crate::menu::Tree;
use crate::menu::label::Branches;
use crate::store::Store;
use accept::Routes;
use answers::Answers;
use gate::{Gate, Listener};
use live::{Live, Reading};
use metrics::Metrics;
use request::Names;
use threads::Threads;

/// How long calls are kept by default.
pub(crate) const KEEP_CALLS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How long writing the last steps may take after all callers are served.
const FLUSH: Duration = Duration::from_secs(2);

/// The state that all requests share.
struct App<T: Tree> {
    /// The replies of each carrier that the tree names.
    carriers: Vec<Arc<Documents<T>>>,
    context: Arc<T::Context>,
    live: Reading,
    journal: Option<Journal>,
    /// The sealing key that servers share, once it is known.
    sealer: OnceLock<Arc<Sealer>>,
    /// The sealing key until then.
    own_sealer: Arc<Sealer>,
    answers: Answers,
    branches: Branches,
    lookups: Threads,
    metrics: Arc<Metrics>,
    bursts: Arc<Bursts>,
    /// The log writer's count of dropped lines.
    log_dropped: Arc<AtomicU64>,
    /// Set when the server shuts down.
    draining: AtomicBool,
    /// Set once a health check has been requested.
    watched: AtomicBool,
    names: Names,
}

/// A webhook server for one tree. It has bound its addresses, and answers when it [`run`](Self::run)s.
pub struct Server<T: Tree> {
    listener: TcpListener,
    local_addr: SocketAddr,
    admin: Option<(TcpListener, SocketAddr)>,
    reloader: Arc<Reloader>,
    store: Option<Store>,
    version: Option<&'static str>,
    keep_calls: Duration,
    /// Builds the pages, once the addresses are known.
    pages: Option<fn(&Self) -> Routes>,
    /// Speaks what a caller on the phone page hears.
    #[cfg(feature = "pages")]
    speech: Option<Arc<dyn crate::pages::Speech>>,
    #[cfg(feature = "sip")]
    line: Option<line::Connected<T>>,
    app: App<T>,
}

/// Why a server can't start: the error of [`Server::bind`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// Another program uses the port.
    #[error(
        "{0} is already in use; stop the program that listens there, or use another address with --listen"
    )]
    InUse(SocketAddr),
    /// Ports below 1024 need privileges.
    #[error("no permission to listen on {0}; use a port from 1024 up with --listen")]
    Denied(SocketAddr),
    /// No network interface of this machine has the address.
    #[error("this machine has no address {}; try 127.0.0.1, or 0.0.0.0 for all addresses", .0.ip())]
    NoSuchAddress(SocketAddr),
    /// Any other problem with the address.
    #[error("could not listen on {0}")]
    Other(SocketAddr, #[source] io::Error),
    /// Anybody on the network could pose as a carrier.
    #[error(
        "{0} can be reached from the network, and anybody could pose as the platform; give a \
         secret with --webhook-secret, or the platform's addresses with --allow 8x8, or say \
         --insecure"
    )]
    Open(SocketAddr),
    /// TLS could not be set up.
    #[error("could not set up TLS")]
    Tls(#[from] TlsError),
    /// No sealing key could be generated.
    #[error(transparent)]
    Key(#[from] SealKeyError),
    /// The threads could not be spawned.
    #[error("could not spawn threads")]
    Threads(#[source] io::Error),
    /// A carrier can't express one of the tree's replies.
    #[error("a reply of the tree can't be rendered for the carrier")]
    Replies(#[from] WriteError),
    /// The metrics could not be registered.
    #[error("could not register the metrics")]
    Metrics(#[source] Box<dyn Error + Send + Sync>),
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

/// The result of [`Server::run`]: how the shutdown went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Drained {
    /// Connections that were cut because they were still open at the drain deadline.
    pub cut: usize,
}

impl<T: Tree> Server<T> {
    /// Binds the addresses. From here on connections are queued, but not answered yet.
    ///
    /// # Errors
    /// If an address can't be bound, TLS can't be set up, a reply can't be rendered, or anybody on the network could
    /// post events.
    pub async fn bind(
        config: Config,
        context: impl Into<Arc<T::Context>>,
    ) -> Result<Self, BindError> {
        if config.access.is_open(config.listen, T::CARRIERS) {
            return Err(BindError::Open(config.listen));
        }
        let (listener, local_addr) = listen(config.listen).await?;
        let admin = match config.admin {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let metrics = Metrics::new(config.limits.connections)
            .map_err(|error| BindError::Metrics(error.into()))?;
        let metrics = Arc::new(metrics);
        let live = Live::new(&config, &metrics)?;
        let reloader = Reloader::new(&config, live, T::CARRIERS, Arc::clone(&metrics));
        let carriers = carrier::of::<T>().map(|carrier| Documents::new(carrier).map(Arc::new));
        let app = App {
            carriers: carriers.collect::<Result<_, _>>()?,
            context: context.into(),
            live: reloader.reading(),
            journal: None,
            sealer: OnceLock::new(),
            own_sealer: Arc::new(Sealer::random()?),
            answers: Answers::new(),
            branches: Branches::of(T::description()),
            lookups: Threads::start().map_err(BindError::Threads)?,
            metrics,
            bursts: Arc::new(Bursts::new(config.mask_addresses)),
            log_dropped: Arc::default(),
            draining: AtomicBool::new(false),
            watched: AtomicBool::new(false),
            names: Names::new(),
        };
        Ok(Self {
            listener,
            local_addr,
            admin,
            reloader: Arc::new(reloader),
            store: None,
            version: None,
            keep_calls: KEEP_CALLS,
            pages: None,
            #[cfg(feature = "pages")]
            speech: None,
            #[cfg(feature = "sip")]
            line: None,
            app,
        })
    }

    /// Keeps the journal in a store, which must have been opened with [the journal's
    /// tables](crate::journal::MIGRATIONS), and seals calls' values with the [key of the store](crate::journal::sealer)
    /// as soon as it can be read.
    ///
    /// Without a store, a repeated event gets the same answer only from the same process, and no calls are
    /// recorded.
    #[must_use]
    pub fn with_store(mut self, store: Store) -> Self {
        self.store = Some(store);
        self
    }

    /// Sets how long calls are kept in the store, by default 90 days.
    #[must_use]
    pub const fn keep_calls(mut self, time: Duration) -> Self {
        self.keep_calls = time;
        self
    }

    /// Seals calls' values with a key that other servers and later processes share.
    ///
    /// Without it, and without a store, a call that remembers values starts over after a restart.
    #[must_use]
    pub fn with_sealer(mut self, sealer: Sealer) -> Self {
        self.app.sealer = OnceLock::from(Arc::new(sealer));
        self
    }

    /// Sets the source of the metric of dropped log lines.
    #[must_use]
    pub(crate) fn with_log(mut self, dropped: Arc<AtomicU64>) -> Self {
        self.app.log_dropped = dropped;
        self
    }

    /// Sets the application's version, for the metrics.
    #[must_use]
    pub const fn with_version(mut self, version: Option<&'static str>) -> Self {
        self.version = version;
        self
    }

    /// The address of the pages, if they are served.
    pub fn pages_addr(&self) -> Option<SocketAddr> {
        self.pages?;
        self.admin_addr()
            .filter(|address| address.ip().is_loopback())
    }

    /// Whether webhooks use TLS.
    pub fn has_tls(&self) -> bool {
        self.app.live().tls.is_some()
    }

    /// A handle that changes the settings while the server runs.
    pub fn reloader(&self) -> Arc<Reloader> {
        Arc::clone(&self.reloader)
    }

    /// The address of `/metrics` and `/readyz`, if they are served.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|(_, address)| *address)
    }

    /// The address of the webhooks, with the actual port.
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Answers until `shutdown` is ready. Then `/readyz` and `/healthz` return 503, the server continues
    /// for the [pause](Limits::drain_pause) in which load balancers notice, accepts no more
    /// connections, finishes pending requests, and returns at the drain deadline at the latest. There is no
    /// pause if no health check has been requested.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Drained {
        let others = self.pages_addr().and(self.pages).map(|make| make(&self));
        let Self {
            listener,
            local_addr,
            admin,
            store,
            version,
            keep_calls,
            #[cfg(feature = "sip")]
            line,
            mut app,
            ..
        } = self;
        info!(tree = T::description().name, address = %local_addr, "listening");
        app.metrics.built(T::description().name, version);
        let mut writer = None;
        if let Some(store) = store {
            let (journal, written) = Journal::start(store);
            app.journal = Some(journal);
            writer = Some(written);
        }
        let app = Arc::new(app);
        let mut tasks = JoinSet::new();
        if let Some((listener, address)) = admin {
            let routes = admin::routes(&app, address.ip().is_loopback(), others);
            let gate = app.gate(Listener::Admin);
            tasks.spawn(async move {
                accept::serve(listener, |_| routes.clone(), gate, pending()).await;
            });
        }
        if let Some(journal) = &app.journal {
            tasks.spawn(upkeep::prune(journal.store().clone(), keep_calls));
            tasks.spawn(upkeep::share_seal(
                Arc::clone(&app),
                journal.store().clone(),
            ));
        }
        #[cfg(feature = "sip")]
        let line = line.map(|line| line.answer(&app));
        let routes = |visitor: &_| filters::routes(&app, visitor);
        let gate = app.gate(Listener::Webhooks);
        let asked = async {
            shutdown.await;
            app.draining.store(true, Ordering::Relaxed);
            #[cfg(feature = "sip")]
            line.iter().for_each(line::Answered::end);
            // Gives load balancers time to notice; without any, the pause would be wasted.
            if app.watched.load(Ordering::Relaxed) {
                info!("no longer ready; the listener closes after a pause");
                sleep(app.live().limits.drain_pause).await;
            }
        };
        let cut = accept::serve(listener, routes, gate, asked).await;
        #[cfg(feature = "sip")]
        if let Some(line) = line {
            line.ended().await;
        }
        // The admin listener stays up until here, so that the drain can be observed.
        tasks.shutdown().await;
        // The journal's writer ends when nobody holds the journal.
        drop(app);
        if let Some(writer) = writer
            && timeout(FLUSH, writer).await.is_err()
        {
            warn!("the last steps may be missing from the journal until the next start");
        }
        info!(cut, "shut down");
        Drained { cut }
    }
}

/// An address at which this machine can reach a server that may listen on all addresses.
pub(crate) fn nearby(address: SocketAddr) -> SocketAddr {
    let port = address.port();
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, port).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, port).into(),
        _ => address,
    }
}

impl<T: Tree> App<T> {
    /// The current settings.
    fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.borrow())
    }

    /// The paths that carriers post to.
    fn webhooks(&self) -> impl Iterator<Item = &'static str> {
        let of = |documents: &Arc<Documents<T>>| documents.carrier().webhooks();
        self.carriers
            .iter()
            .flat_map(of)
            .map(|webhook| webhook.path)
    }

    /// The key that seals calls' values.
    fn sealer(&self) -> &Arc<Sealer> {
        self.sealer.get().unwrap_or(&self.own_sealer)
    }

    /// The gate of one of the two listeners.
    fn gate(&self, listener: Listener) -> Gate {
        let (metrics, bursts) = (Arc::clone(&self.metrics), Arc::clone(&self.bursts));
        Gate::new(listener, self.live.clone(), metrics, bursts)
    }
}

/// Binds an address.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), BindError> {
    let refused = |error| BindError::new(address, error);
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local = listener.local_addr().map_err(refused)?;
    Ok((listener, local))
}

impl<T: Tree> fmt::Debug for Server<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("tree", &T::description().name)
            .field("local_addr", &self.local_addr)
            .field("limits", &self.app.live().limits)
            .finish_non_exhaustive()
    }
}
