//! Where the log goes: to stderr, so that stdout stays for what was asked for.

use std::io;
use std::panic;

use anstream::{AutoStream, ColorChoice};
use tracing::error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use super::args::{LogArgs, LogFormat};
use crate::redact::Redacted;

/// warp's own trace would show the paths of requests, and those may hold numbers.
const LIBRARIES: &str = "warp=info";

/// Checks a filter while the command line is read, where a mistake is told best.
pub(super) fn checked_filter(filter: &str) -> Result<String, ParseError> {
    parse(filter).map(|_| filter.to_owned())
}

fn parse(filter: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(format!("{filter},{LIBRARIES}"))
}

/// Starts logging. Panics are logged like all else, without what they may quote.
pub(super) fn start(args: &LogArgs) {
    let filter = parse(&args.log).unwrap_or_else(|_| EnvFilter::new(LIBRARIES));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(AutoStream::choice(&io::stderr()) != ColorChoice::Never);
    // It fails if the program has a log already, and then that one is used.
    let _ = match args.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        let reason = Redacted(panic.payload_as_str().unwrap_or_default()).to_string();
        error!(at, reason, "panic");
    }));
}
