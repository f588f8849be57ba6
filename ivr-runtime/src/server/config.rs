//! What a server may be told.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Where to listen, and how much of everything to allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The address and port; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// The bounds of every request.
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            limits: Limits::default(),
        }
    }
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
    /// How long open connections may take to end once the server shuts down.
    pub drain: Duration,
    /// How many bytes a body may have.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(1),
            head: Duration::from_secs(5),
            body: Duration::from_secs(5),
            request: Duration::from_secs(6),
            drain: Duration::from_secs(10),
            body_bytes: 64 * 1024,
        }
    }
}
