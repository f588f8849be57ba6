//! Flags for the server's limits.

use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use super::value::duration;
use crate::server::Limits;

/// The shortest timeout in which a request can be read and answered.
const SHORTEST: Duration = Duration::from_millis(50);

/// Limits for each request and for all connections.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// Timeout of a lookup; then the caller hears the failure text
    #[arg(
        long,
        env = "IVR_LOOKUP_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "1s", value_parser = patience)]
    lookup_timeout: Duration,

    /// Timeout for receiving a request's head, and for idle connections
    #[arg(
        long,
        env = "IVR_HEAD_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = patience)]
    head_timeout: Duration,

    /// Timeout for receiving a request's body
    #[arg(
        long,
        env = "IVR_BODY_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = patience)]
    body_timeout: Duration,

    /// Timeout for a request in total
    #[arg(
        long,
        env = "IVR_REQUEST_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "6s", value_parser = patience)]
    request_timeout: Duration,

    /// How long a shutdown keeps accepting connections, so that load balancers see /readyz or /healthz
    /// change; skipped if neither has been requested
    #[arg(
        long,
        env = "IVR_DRAIN_PAUSE",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = pause)]
    drain_pause: Duration,

    /// How long a shutdown waits for pending requests
    #[arg(
        long,
        env = "IVR_DRAIN_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "10s", value_parser = duration)]
    drain_timeout: Duration,

    /// Maximum size of a request's body, in bytes
    #[arg(
        long,
        env = "IVR_BODY_BYTES",
        hide_env_values = true,
        value_name = "BYTES"
    )]
    #[arg(default_value_t = Limits::default().body_bytes, value_parser = body_bytes())]
    body_bytes: usize,

    /// Maximum number of open connections
    #[arg(
        long,
        env = "IVR_CONNECTIONS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Limits::default().connections, value_parser = count())]
    connections: usize,

    /// Maximum number of connections from one address; a trusted proxy is exempt
    #[arg(
        long,
        env = "IVR_CONNECTIONS_PER_ADDRESS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Limits::default().connections_per_address, value_parser = count())]
    connections_per_address: usize,
}

/// Parses a number of connections, at least one.
fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=1_000_000)
}

/// Parses a body size: enough for an event of about 700 bytes, but not so much that it could fill the memory.
fn body_bytes() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(4_096..=16 * 1024 * 1024)
}

/// Parses a timeout that is long enough for a network round trip.
fn patience(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if time < SHORTEST => {
            Err("too short for a network round trip; write 50ms or more".to_owned())
        }
        time => Ok(time),
    }
}

impl LimitArgs {
    pub(super) const fn limits(&self) -> Limits {
        Limits {
            lookup: self.lookup_timeout,
            head: self.head_timeout,
            body: self.body_timeout,
            request: self.request_timeout,
            drain_pause: self.drain_pause,
            drain: self.drain_timeout,
            body_bytes: self.body_bytes,
            connections: self.connections,
            connections_per_address: self.connections_per_address,
        }
    }
}

/// Parses a duration that may be zero.
fn pause(text: &str) -> Result<Duration, String> {
    match text {
        "0s" | "0ms" => Ok(Duration::ZERO),
        text => duration(text),
    }
}
