//! The bounds of the server, as flags.

use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use super::value::duration;
use crate::server::Limits;

/// The shortest time in which a request can be read and answered.
const SHORTEST: Duration = Duration::from_millis(50);

/// The bounds of every request and of all connections.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// How long a look-up may take until the caller hears the failure text
    #[arg(
        long,
        env = "IVR_LOOKUP_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "1s", value_parser = patience)]
    lookup_timeout: Duration,

    /// How long the head of a request may take, and how long an idle connection is kept
    #[arg(
        long,
        env = "IVR_HEAD_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = patience)]
    head_timeout: Duration,

    /// How long the body of a request may take
    #[arg(
        long,
        env = "IVR_BODY_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = patience)]
    body_timeout: Duration,

    /// How long a request may take in all
    #[arg(
        long,
        env = "IVR_REQUEST_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "6s", value_parser = patience)]
    request_timeout: Duration,

    /// How long a shutdown still takes connections, so that a load balancer sees /readyz or /healthz
    /// change; left out where nobody has asked for either
    #[arg(
        long,
        env = "IVR_DRAIN_PAUSE",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = pause)]
    drain_pause: Duration,

    /// How long a shutdown waits for requests that are under way
    #[arg(
        long,
        env = "IVR_DRAIN_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "10s", value_parser = duration)]
    drain_timeout: Duration,

    /// How many bytes the body of a request may have
    #[arg(
        long,
        env = "IVR_BODY_BYTES",
        hide_env_values = true,
        value_name = "BYTES"
    )]
    #[arg(default_value_t = Limits::default().body_bytes, value_parser = body_bytes())]
    body_bytes: usize,

    /// How many connections may be open at the same time
    #[arg(
        long,
        env = "IVR_CONNECTIONS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Limits::default().connections, value_parser = count())]
    connections: usize,

    /// How many of them may come from one address; a trusted proxy may have them all
    #[arg(
        long,
        env = "IVR_CONNECTIONS_PER_ADDRESS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Limits::default().connections_per_address, value_parser = count())]
    connections_per_address: usize,
}

/// At least one: a server that takes none is no server.
fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=1_000_000)
}

/// Room for an event, which has about 700 bytes and at times more, and not for what would fill the memory.
fn body_bytes() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(4_096..=16 * 1024 * 1024)
}

/// Reads a time that is long enough for a message to come and go.
fn patience(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if time < SHORTEST => Err("nobody is that quick; write 50ms or more".to_owned()),
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

/// A time that may be none.
fn pause(text: &str) -> Result<Duration, String> {
    match text {
        "0s" | "0ms" => Ok(Duration::ZERO),
        text => duration(text),
    }
}
