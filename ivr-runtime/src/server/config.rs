//! What a server may be told.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::access::Access;

/// Where to listen, whom to serve, and how much of everything to allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The address and port; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Where `/metrics`, `/readyz` and the pages are served, without asking who calls; `None`
    /// for nowhere. The pages only if it is on loopback.
    pub admin: Option<SocketAddr>,
    /// Who may call.
    pub access: Access,
    /// The certificate to serve with; `None` for plain HTTP, behind a proxy.
    pub tls: Option<TlsFiles>,
    /// The bounds of every request.
    pub limits: Limits,
    /// Whether phone numbers stand whole in the log.
    pub log_numbers: bool,
    /// Whether the log holds the addresses of those who are refused without their end.
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

/// A certificate and its key, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those that lead to its root.
    pub certificate: PathBuf,
    /// Its private key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// The bounds of every request. None of them can be left out: a client or a look-up
/// that hangs must not hang a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a look-up may take before the caller hears the tree's failure text.
    pub lookup: Duration,
    /// How long a client may take to send the head of a request, and how long an idle
    /// connection is kept.
    pub head: Duration,
    /// How long a client may take to send the body of a request.
    pub body: Duration,
    /// How long a request may take in all, from its head to our answer. It cuts
    /// [`body`](Self::body) and [`lookup`](Self::lookup) short where they would exceed it.
    pub request: Duration,
    /// How long a server that shuts down goes on taking connections, so that a load balancer notices
    /// that it is not ready any more.
    pub drain_pause: Duration,
    /// How long open connections may take to end once a server that shuts down takes no more.
    pub drain: Duration,
    /// How many bytes a body may have.
    pub body_bytes: usize,
    /// How many connections may be open at the same time. Beyond that, who has posted nothing yet that a carrier
    /// is known by makes room.
    pub connections: usize,
    /// How many of them may come from one address; a trusted proxy may have them all.
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
