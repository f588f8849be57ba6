//! The configuration of a server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::access::Access;

/// The settings of a server: its addresses, access control, TLS, limits, and what the log may contain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The address and port; port 0 picks a free port.
    pub listen: SocketAddr,
    /// The address of `/metrics`, `/readyz` and the pages, without authentication; `None`
    /// to disable them. The pages are served only on loopback.
    pub admin: Option<SocketAddr>,
    /// Who may send requests.
    pub access: Access,
    /// The TLS certificate; `None` for plain HTTP, behind a proxy.
    pub tls: Option<TlsFiles>,
    /// Limits of requests and connections.
    pub limits: Limits,
    /// Whether to log full phone numbers.
    pub log_numbers: bool,
    /// Whether to log only the network of refused addresses.
    pub mask_addresses: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            admin: None,
            access: Access::default(),
            tls: None,
            limits: Limits::default(),
            log_numbers: false,
            mask_addresses: false,
        }
    }
}

impl Config {
    /// Sets [`listen`](Self::listen).
    #[must_use]
    pub const fn with_listen(mut self, listen: SocketAddr) -> Self {
        self.listen = listen;
        self
    }

    /// Sets [`admin`](Self::admin).
    #[must_use]
    pub const fn with_admin(mut self, admin: Option<SocketAddr>) -> Self {
        self.admin = admin;
        self
    }

    /// Sets [`access`](Self::access).
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Sets [`tls`](Self::tls).
    #[must_use]
    pub fn with_tls(mut self, tls: Option<TlsFiles>) -> Self {
        self.tls = tls;
        self
    }

    /// Sets [`limits`](Self::limits).
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets [`log_numbers`](Self::log_numbers).
    #[must_use]
    pub const fn with_log_numbers(mut self, log_numbers: bool) -> Self {
        self.log_numbers = log_numbers;
        self
    }

    /// Sets [`mask_addresses`](Self::mask_addresses).
    #[must_use]
    pub const fn with_mask_addresses(mut self, mask_addresses: bool) -> Self {
        self.mask_addresses = mask_addresses;
        self
    }
}

/// The files with a TLS certificate and its private key, in PEM format.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsFiles {
    /// The certificate, followed by its chain.
    pub certificate: PathBuf,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

impl TlsFiles {
    /// A certificate and its key in these files.
    pub fn new(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificate: certificate.into(),
            key: key.into(),
        }
    }
}

/// Limits of requests and connections. None can be disabled: a client or a lookup
/// that hangs must not hang a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Timeout of a lookup; then the caller hears the tree's failure text.
    pub lookup: Duration,
    /// Timeout for receiving the head of a request, and for idle connections.
    pub head: Duration,
    /// Timeout for receiving the body of a request.
    pub body: Duration,
    /// Timeout for a request in total, from its head to our response. It shortens
    /// [`body`](Self::body) and [`lookup`](Self::lookup) if they would exceed it.
    pub request: Duration,
    /// How long a shutdown keeps accepting connections, so that a load balancer notices
    /// that the server is no longer ready.
    pub drain_pause: Duration,
    /// How long a shutdown then waits for open connections to end.
    pub drain: Duration,
    /// Maximum size of a body, in bytes.
    pub body_bytes: usize,
    /// Maximum number of open connections. Above it, connections that have not yet authenticated as a
    /// carrier make room.
    pub connections: usize,
    /// Maximum number of connections from one address; a trusted proxy is exempt.
    pub connections_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(1),
            head: Duration::from_secs(5),
            body: Duration::from_secs(5),
            request: Duration::from_secs(6),
            drain_pause: Duration::from_secs(5),
            drain: Duration::from_secs(10),
            body_bytes: 64 * 1024,
            connections: 1024,
            connections_per_address: 256,
        }
    }
}

impl Limits {
    /// Sets [`lookup`](Self::lookup).
    #[must_use]
    pub const fn with_lookup(mut self, lookup: Duration) -> Self {
        self.lookup = lookup;
        self
    }

    /// Sets [`head`](Self::head).
    #[must_use]
    pub const fn with_head(mut self, head: Duration) -> Self {
        self.head = head;
        self
    }

    /// Sets [`body`](Self::body).
    #[must_use]
    pub const fn with_body(mut self, body: Duration) -> Self {
        self.body = body;
        self
    }

    /// Sets [`request`](Self::request).
    #[must_use]
    pub const fn with_request(mut self, request: Duration) -> Self {
        self.request = request;
        self
    }

    /// Sets [`drain_pause`](Self::drain_pause).
    #[must_use]
    pub const fn with_drain_pause(mut self, drain_pause: Duration) -> Self {
        self.drain_pause = drain_pause;
        self
    }

    /// Sets [`drain`](Self::drain).
    #[must_use]
    pub const fn with_drain(mut self, drain: Duration) -> Self {
        self.drain = drain;
        self
    }

    /// Sets [`body_bytes`](Self::body_bytes).
    #[must_use]
    pub const fn with_body_bytes(mut self, body_bytes: usize) -> Self {
        self.body_bytes = body_bytes;
        self
    }

    /// Sets [`connections`](Self::connections).
    #[must_use]
    pub const fn with_connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// Sets [`connections_per_address`](Self::connections_per_address).
    #[must_use]
    pub const fn with_connections_per_address(mut self, connections_per_address: usize) -> Self {
        self.connections_per_address = connections_per_address;
        self
    }
}
