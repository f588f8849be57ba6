//! The webhook server: what a [carrier] posts to, and `GET /healthz`; and on
//! an address of its own, for those who run it, `GET /metrics`, `GET /readyz` and the pages.
//!
//! A call action is always answered with HTTP 200 and a callflow, whatever its look-up
//! does; what can't be an event is refused with a JSON body that says why.
//!
//! The way of a request, in order:
//!
//! | step | file |
//! | --- | --- |
//! | a connection is accepted | `accept.rs` |
//! | and admitted, by its address and by the number of those that are open | `gate.rs`, `access.rs` |
//! | TLS, if there is a certificate, and hyper, with its time-outs | `accept.rs`, `tls.rs` |
//! | filters check path, method, who calls, and the content type | `filters.rs`, `access.rs`, [`carrier`] |
//! | the body is read, within its bounds, and the request gets a name | `body.rs`, `request.rs` |
//! | what any of these refuses, and what follows, is answered in one place | `refusal.rs` |
//! | what was posted is read | `posted.rs`, [`carrier`] |
//! | what the call does next is decided, once | `call_action.rs`, [`engine`](crate::engine) |
//! | what came before hears the same again | `event_name.rs`, `answers.rs` |
//! | a look-up is made where the tree asks for one, on threads of its own, and given up in time | `lookup.rs`, `threads.rs` |
//! | metrics, log and journal are told, and the answer goes out | `call_action.rs`, `metrics.rs`, [`journal`](crate::journal) |
//!
//! What of its settings can change while it runs is in `live.rs`. A telephone line (`line.rs`) asks from the fifth
//! step from the end on.
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

/// How long calls are kept unless told otherwise.
pub(crate) const KEEP_CALLS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How long the last steps may take to be written once all callers are served.
const FLUSH: Duration = Duration::from_secs(2);

/// What every request is served from.
struct App<T: Tree> {
    /// The replies of each carrier that the tree names.
    carriers: Vec<Arc<Documents<T>>>,
    context: Arc<T::Context>,
    live: Reading,
    journal: Option<Journal>,
    /// What servers share to seal with, once it is known.
    sealer: OnceLock<Arc<Sealer>>,
    /// What is sealed with until then.
    own_sealer: Arc<Sealer>,
    answers: Answers,
    branches: Branches,
    lookups: Threads,
    metrics: Arc<Metrics>,
    bursts: Arc<Bursts>,
    /// Lines of the log that were dropped, as whoever writes it counts them.
    log_dropped: Arc<AtomicU64>,
    /// Set once no more callers should be sent here.
    draining: AtomicBool,
    /// Set once somebody has asked whether callers should be sent here.
    watched: AtomicBool,
    names: Names,
}

/// A server that has its address, and answers once it is [`run`](Self::run).
pub struct Server<T: Tree> {
    listener: TcpListener,
    local_addr: SocketAddr,
    admin: Option<(TcpListener, SocketAddr)>,
    reloader: Arc<Reloader>,
    store: Option<Store>,
    version: Option<&'static str>,
    keep_calls: Duration,
    /// What makes the pages, once it is known where all is.
    pages: Option<fn(&Self) -> Routes>,
    /// Who says aloud what the phone of the pages hears.
    #[cfg(feature = "pages")]
    speech: Option<Arc<dyn crate::pages::Speech>>,
    #[cfg(feature = "sip")]
    line: Option<line::Connected<T>>,
    app: App<T>,
}

/// Why a server can't be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// Anything else about the address.
    #[error("can't listen on {0}")]
    Other(SocketAddr, #[source] io::Error),
    /// Anybody on the network could pose as the platform.
    #[error(
        "{0} can be reached from the network, and anybody could pose as the platform; give a \
         secret with --webhook-secret, or the platform's addresses with --allow 8x8, or say \
         --insecure"
    )]
    Open(SocketAddr),
    /// TLS can't be had.
    #[error("TLS can't be had")]
    Tls(#[from] TlsError),
    /// There is no key to seal what calls remember.
    #[error(transparent)]
    Key(#[from] SealKeyError),
    /// The system gives no threads.
    #[error("the system gives no threads")]
    Threads(#[source] io::Error),
    /// The carrier can't say one of the tree's replies.
    #[error("a reply of the tree can't be written for the carrier")]
    Replies(#[from] WriteError),
    /// The metrics can't be kept.
    #[error("the metrics can't be kept")]
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
    /// If an address can't be had, TLS can't be, or strangers could call.
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

    /// Keeps the journal in a store, which [`Store::open`] was given the tables of, and has what calls
    /// remember sealed with the [key of the store](crate::journal::sealer), as soon as it can be asked for that.
    ///
    /// Without it an event that is repeated hears the same only as long as the process
    /// lives, and nothing of a call is kept.
    #[must_use]
    pub fn with_store(mut self, store: Store) -> Self {
        self.store = Some(store);
        self
    }

    /// How long calls are kept in the store, instead of 90 days.
    #[must_use]
    pub const fn keep_calls(mut self, time: Duration) -> Self {
        self.keep_calls = time;
        self
    }

    /// Seals what calls remember with a key that other servers and later processes have too.
    ///
    /// Without it, and without a store, a call that remembers something begins anew at the next process.
    #[must_use]
    pub fn with_sealer(mut self, sealer: Sealer) -> Self {
        self.app.sealer = OnceLock::from(Arc::new(sealer));
        self
    }

    /// Tells the metrics how many lines of the log were dropped.
    #[must_use]
    pub(crate) fn with_log(mut self, dropped: Arc<AtomicU64>) -> Self {
        self.app.log_dropped = dropped;
        self
    }

    /// Tells the metrics the version of the application.
    #[must_use]
    pub const fn with_version(mut self, version: Option<&'static str>) -> Self {
        self.version = version;
        self
    }

    /// Where the pages are, if anywhere.
    pub fn pages_addr(&self) -> Option<SocketAddr> {
        self.pages?;
        self.admin_addr()
            .filter(|address| address.ip().is_loopback())
    }

    /// Whether it is spoken to over TLS.
    pub fn has_tls(&self) -> bool {
        self.app.live().tls.is_some()
    }

    /// What gives it other settings while it runs.
    pub fn reloader(&self) -> Arc<Reloader> {
        Arc::clone(&self.reloader)
    }

    /// Where `/metrics` and `/readyz` are, if anywhere.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|(_, address)| *address)
    }

    /// The address, with the port that was chosen if port 0 was asked for.
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Answers until `shutdown` is ready. Then says so to whoever asks `/readyz` or `/healthz`, goes
    /// on for the [pause](Limits::drain_pause) in which a load balancer notices, takes no more
    /// connections, finishes the requests that are under way and returns, at the latest at the drain
    /// deadline. Where nobody has asked, there is no pause.
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
            // Who watches is given the time to see it; where nobody does, it would be wasted.
            if app.watched.load(Ordering::Relaxed) {
                info!("not ready any more: the listener closes after a pause");
                sleep(app.live().limits.drain_pause).await;
            }
        };
        let cut = accept::serve(listener, routes, gate, asked).await;
        #[cfg(feature = "sip")]
        if let Some(line) = line {
            line.ended().await;
        }
        // The second listener stays up till here, so that it is seen that we drain.
        tasks.shutdown().await;
        // The journal ends once nobody holds it.
        drop(app);
        if let Some(writer) = writer
            && timeout(FLUSH, writer).await.is_err()
        {
            warn!("the last steps of calls are not in the journal, or only after the next start");
        }
        info!(cut, "shut down");
        Drained { cut }
    }
}

/// An address that the same machine can call, where a server listens on all of them.
pub(crate) fn nearby(address: SocketAddr) -> SocketAddr {
    let port = address.port();
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, port).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, port).into(),
        _ => address,
    }
}

impl<T: Tree> App<T> {
    /// The settings that are in force.
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

    /// What seals what calls remember.
    fn sealer(&self) -> &Arc<Sealer> {
        self.sealer.get().unwrap_or(&self.own_sealer)
    }

    /// Lets connections in to one of the two listeners.
    fn gate(&self, listener: Listener) -> Gate {
        let (metrics, bursts) = (Arc::clone(&self.metrics), Arc::clone(&self.bursts));
        Gate::new(listener, self.live.clone(), metrics, bursts)
    }
}

/// Takes an address.
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
