//! The commands and their flags.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::server::{Config, Limits};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    subcommand_required = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Cli<O: Args> {
    #[command(subcommand)]
    pub(super) command: Command<O>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command<O: Args> {
    /// Answer the platform's webhooks: what it does without a command
    Serve(Box<ServeArgs<O>>),
    /// Print the menu tree as an outline
    Tree,
}

/// The flags of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs<O: Args> {
    /// Where to listen; port 0 takes any that is free
    #[arg(
        long,
        env = "IVR_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS:PORT"
    )]
    #[arg(default_value = "127.0.0.1:8080", value_parser = address)]
    pub(super) listen: SocketAddr,

    #[command(flatten, next_help_heading = "Limits")]
    pub(super) limits: LimitArgs,

    #[command(flatten, next_help_heading = "Logs (to stderr)")]
    pub(super) logs: LogArgs,

    #[command(flatten, next_help_heading = "Application")]
    pub(super) application: O,
}

/// The bounds of every request, as flags.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// How long a look-up may take until the caller hears the failure text
    #[arg(
        long,
        env = "IVR_LOOKUP_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "1s", value_parser = duration)]
    lookup_timeout: Duration,

    /// How long the head of a request may take, and how long an idle connection is kept
    #[arg(
        long,
        env = "IVR_HEAD_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = duration)]
    head_timeout: Duration,

    /// How long the body of a request may take
    #[arg(
        long,
        env = "IVR_BODY_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "5s", value_parser = duration)]
    body_timeout: Duration,

    /// How long a request may take in all
    #[arg(
        long,
        env = "IVR_REQUEST_TIMEOUT",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "6s", value_parser = duration)]
    request_timeout: Duration,

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
    #[arg(long, env = "IVR_BODY_BYTES", hide_env_values = true, value_name = "BYTES", default_value_t = 64 * 1024)]
    body_bytes: usize,
}

/// What is logged, and how.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// What to log: error, warn, info, debug or trace, or a filter such as `info,restaurant=debug`
    #[arg(long, env = "IVR_LOG", hide_env_values = true, value_name = "FILTER")]
    #[arg(default_value = "info", value_parser = super::logs::checked_filter)]
    pub(super) log: String,

    /// How to write it
    #[arg(
        long,
        env = "IVR_LOG_FORMAT",
        hide_env_values = true,
        value_name = "FORMAT"
    )]
    #[arg(value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
}

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// For programs: one JSON object a line
    Json,
}

/// No options at all: the [`Options`](super::Application::Options) of a tree whose
/// look-ups need none.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct NoOptions {}

impl<O: Args> ServeArgs<O> {
    /// What the server is told.
    pub(super) const fn config(&self) -> Config {
        let LimitArgs {
            lookup_timeout: lookup,
            head_timeout: head,
            body_timeout: body,
            request_timeout: request,
            drain_timeout: drain,
            body_bytes,
        } = self.limits;
        Config {
            listen: self.listen,
            limits: Limits {
                lookup,
                head,
                body,
                request,
                drain,
                body_bytes,
            },
        }
    }
}

/// How the whole is written.
pub(super) fn usage(program: &str) -> String {
    format!("{program} [serve] [OPTIONS]\n       {program} tree")
}

/// What the help says last.
pub(super) fn examples(program: &str) -> String {
    format!(
        "Examples:\n  \
         {program} --listen 127.0.0.1:9000   the flags of `serve` work without the word\n  \
         {program} serve --help              every flag of `serve`\n  \
         {program} tree                      every menu, with its keys, texts and jumps"
    )
}

/// Adds the word `serve` where a command line leaves it out.
pub(super) fn with_default_command(mut args: Vec<OsString>) -> Vec<OsString> {
    let first = args.get(1).map(|arg| arg.to_string_lossy());
    let serves = match first.as_deref() {
        None => true,
        Some("-h" | "--help") => false,
        Some(first) => first.starts_with('-'),
    };
    if serves {
        args.insert(args.len().min(1), "serve".into());
    }
    args
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "write an IP address and a port, such as 127.0.0.1:8080, or 0.0.0.0:8080 to listen on \
         every network interface"
            .to_owned()
    })
}

/// Reads a time such as `500ms`, `10s` or `2m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let millis: u64 = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => 0,
    };
    let number: u64 = number.parse().unwrap_or(0);
    // An hour: nothing here waits for longer, and sums of such times can't overflow.
    match number.checked_mul(millis) {
        Some(millis @ 1..=3_600_000) => Ok(Duration::from_millis(millis)),
        _ => Err("write a number with its unit, from 1ms to 60m: 500ms, 10s, 2m".to_owned()),
    }
}
