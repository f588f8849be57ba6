//! Admits connections.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus::IntGauge;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::live::{Live, Reading};
use super::metrics::Metrics;
use super::refusal::Refusal;
use crate::logging::Bursts;

/// Maximum number of connections that are being told why they got no slot; further ones are just closed.
const TURNED_AWAY: usize = 64;

/// How long telling a connection may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Admits connections as long as there are slots.
#[derive(Debug)]
pub(super) struct Gate {
    listener: Listener,
    live: Reading,
    metrics: Arc<Metrics>,
    bursts: Arc<Bursts>,
    gauge: IntGauge,
    open: Arc<Mutex<Open>>,
    farewells: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
    /// Connections without an authenticated request, oldest first.
    strangers: BTreeMap<u64, Stranger>,
    /// The number of the next such connection.
    next: u64,
}

/// A connection without an authenticated request, which may lose its slot to a new one.
#[derive(Debug)]
struct Stranger {
    peer: IpAddr,
    leave: Arc<Notify>,
}

/// The kinds of listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listener {
    /// For webhooks, over TLS if there is a certificate.
    Webhooks,
    /// For metrics and pages, without authentication.
    Admin,
}

/// A slot of an admitted connection, released on drop.
#[derive(Debug)]
pub(super) struct Slot {
    visitor: Visitor,
    /// Notified when the slot must be given up.
    leave: Arc<Notify>,
    gauge: IntGauge,
    metrics: Arc<Metrics>,
    bursts: Arc<Bursts>,
}

/// The peer of a connection.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub(super) peer: IpAddr,
    number: u64,
    open: Arc<Mutex<Open>>,
}

impl Visitor {
    /// One without a connection.
    #[cfg(test)]
    pub(super) fn lone(peer: IpAddr) -> Self {
        let open = Arc::default();
        Self {
            peer,
            number: 0,
            open,
        }
    }

    /// Makes the connection keep its slot, because a carrier has authenticated on it.
    pub(super) fn is_known(&self) {
        lock(&self.open).strangers.remove(&self.number);
    }
}

impl Gate {
    pub(super) fn new(
        listener: Listener,
        live: Reading,
        metrics: Arc<Metrics>,
        bursts: Arc<Bursts>,
    ) -> Self {
        let name = match listener {
            Listener::Webhooks => "webhooks",
            Listener::Admin => "admin",
        };
        Self {
            gauge: metrics.connections.with_label_values(&[name]),
            listener,
            live,
            metrics,
            bursts,
            open: Arc::default(),
            farewells: Arc::new(Semaphore::new(TURNED_AWAY)),
        }
    }

    /// The current settings.
    pub(super) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.borrow())
    }

    /// The TLS configuration, if any.
    pub(super) fn tls(&self, live: &Live) -> Option<TlsAcceptor> {
        let tls = live.tls.as_ref();
        tls.filter(|_| self.listener == Listener::Webhooks).cloned()
    }

    /// Returns a slot, unless the address is not allowed or has too many connections.
    ///
    /// If all are taken, the oldest unauthenticated connection loses its slot: a carrier authenticates at once,
    /// and a client that only holds connections open must not lock it out.
    pub(super) fn admit(&self, peer: IpAddr, live: &Live) -> Result<Slot, Refusal> {
        let Live { access, limits, .. } = live;
        let asks = self.listener == Listener::Webhooks;
        // Checked first: strangers must not take slots that callers need.
        if asks && !access.may_connect(peer) {
            return Err(Refusal::Forbidden);
        }
        let of_one = if asks && access.trusts(peer) {
            limits.connections
        } else {
            limits.connections_per_address
        };
        // All fields change together, so a poisoned lock is still consistent.
        let mut open = lock(&self.open);
        let theirs = open.by_address.get(&peer).copied().unwrap_or(0);
        if theirs >= of_one {
            return Err(Refusal::TooManyConnections);
        }
        let mut gone = None;
        if open.all >= limits.connections {
            let (_, stranger) = open
                .strangers
                .pop_first()
                .ok_or(Refusal::TooManyConnections)?;
            stranger.leave.notify_one();
            gone = Some(stranger.peer);
        }
        open.all += 1;
        open.by_address.insert(peer, theirs + 1);
        let (number, leave) = (open.next, Arc::new(Notify::new()));
        open.next += 1;
        // The admin listener has no authentication.
        if asks {
            let leave = Arc::clone(&leave);
            open.strangers.insert(number, Stranger { peer, leave });
        }
        drop(open);
        if let Some(peer) = gone {
            Refusal::TooManyConnections.tell(peer, &self.metrics, &self.bursts);
        }
        self.gauge.inc();
        Ok(Slot {
            visitor: Visitor {
                peer,
                number,
                open: Arc::clone(&self.open),
            },
            leave,
            gauge: self.gauge.clone(),
            metrics: Arc::clone(&self.metrics),
            bursts: Arc::clone(&self.bursts),
        })
    }

    /// Tells a connection why it got no slot, if there is capacity for that.
    pub(super) fn turn_away(
        &self,
        mut stream: TcpStream,
        peer: IpAddr,
        refusal: &Refusal,
        plain: bool,
    ) {
        refusal.tell(peer, &self.metrics, &self.bursts);
        let Ok(permit) = Arc::clone(&self.farewells).try_acquire_owned() else {
            return;
        };
        if !plain {
            return;
        }
        let response = refusal.to_bytes();
        tokio::spawn(async move {
            let farewell = async {
                stream.write_all(&response).await?;
                stream.shutdown().await?;
                // Read the request, or the client would see a reset instead of our response.
                let mut rest = [0; 1024];
                for _ in 0..64 {
                    if stream.read(&mut rest).await? == 0 {
                        break;
                    }
                }
                Ok::<_, std::io::Error>(())
            };
            // The client may be gone, or still be sending; neither matters now.
            let _ = timeout(FAREWELL, farewell).await;
            drop(permit);
        });
    }
}

impl Slot {
    pub(super) const fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// Notified when the slot must be given up.
    pub(super) fn leave(&self) -> Arc<Notify> {
        Arc::clone(&self.leave)
    }

    /// Counts a failed TLS handshake.
    pub(super) fn no_tls(&self, reason: &str) {
        self.metrics.no_tls(reason);
    }

    /// Counts and logs a request whose head is invalid, so that no filter sees it.
    pub(super) fn tell(&self, refusal: &Refusal) {
        refusal.tell(self.visitor.peer, &self.metrics, &self.bursts);
        self.metrics.request("other", refusal.status());
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Visitor { peer, number, open } = &self.visitor;
        let mut open = lock(open);
        open.strangers.remove(number);
        open.all = open.all.saturating_sub(1);
        if let Some(theirs) = open.by_address.get_mut(peer) {
            *theirs = theirs.saturating_sub(1);
            if *theirs == 0 {
                open.by_address.remove(peer);
            }
        }
        self.gauge.dec();
    }
}

fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}
