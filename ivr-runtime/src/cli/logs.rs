//! Where the log goes: to stderr, so that stdout stays for what was asked for.

use std::io;
use std::panic;

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, error};
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

use super::log_writer::LogWriter;
use crate::logging::Redacted;

/// What is logged, and how.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// What to log: error, warn, info, debug or trace, or a filter such as `info,restaurant=debug`
    #[arg(long, env = "IVR_LOG", hide_env_values = true, value_name = "FILTER")]
    #[arg(default_value = "info", value_parser = checked_filter)]
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

    /// Write phone numbers whole
    #[arg(long, env = "IVR_LOG_NUMBERS", hide_env_values = true)]
    pub(super) log_numbers: bool,

    /// Write the addresses of those who are refused without their end
    #[arg(long, env = "IVR_MASK_ADDRESSES", hide_env_values = true)]
    pub(super) mask_addresses: bool,
}

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// For programs: one JSON object a line
    Json,
}

/// Why a text is no filter.
#[derive(Debug, thiserror::Error)]
pub(super) enum FilterError {
    #[error(transparent)]
    Syntax(#[from] ParseError),
    #[error(
        "`{0}` is no level; write error, warn, info, debug, trace or off, and for one crate alone \
         its name and its level: `info,restaurant=debug`"
    )]
    Level(String),
}

/// Checks a filter while the command line is read, where a mistake is told best.
pub(super) fn checked_filter(filter: &str) -> Result<String, FilterError> {
    // Alone, such a word would be the name of a crate, and everything else would be off.
    let words = filter.split(',').map(str::trim);
    let mut words = words.filter(|word| !word.contains(['=', '[']));
    if let Some(word) = words.find(|word| word.parse::<LevelFilter>().is_err()) {
        return Err(FilterError::Level(word.to_owned()));
    }
    parse(filter)?;
    Ok(filter.to_owned())
}

/// Errors are logged unless the filter says `off`.
fn parse(filter: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(format!("error,{filter}"))
}

/// Whether something may be logged, whatever is asked for. warp's own trace shows the paths and headers of
/// requests, and rsipstack shows whole messages; those may hold numbers and secrets.
fn tells_no_secret(event: &Metadata<'_>) -> bool {
    let target = event.target();
    let krate = target.split("::").next().unwrap_or_default();
    let most = match krate {
        "warp" => LevelFilter::INFO,
        "rsipstack" => LevelFilter::ERROR,
        _ => LevelFilter::TRACE,
    };
    *event.level() <= most
}

/// Starts logging. Panics are logged like all else, without what they may quote.
///
/// # Errors
/// If the system gives no thread.
pub(super) fn start(args: &LogArgs) -> io::Result<LogWriter> {
    let writer = LogWriter::start(io::stderr())?;
    let lines = fmt::layer()
        .with_writer(writer.clone())
        .with_ansi(AutoStream::choice(&io::stderr()) != ColorChoice::Never)
        // It would write to stderr itself.
        .log_internal_errors(false);
    let lines = match args.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let filter = parse(&args.log).unwrap_or_else(|_| EnvFilter::new("error"));
    let log = registry()
        .with(lines)
        .with(filter)
        .with(filter_fn(tells_no_secret));
    // It fails if the program has a log already, and then that one is used.
    let _ = log.try_init();
    panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        let reason = Redacted(panic.payload_as_str().unwrap_or_default()).to_string();
        error!(at, reason, "panic");
    }));
    Ok(writer)
}

#[cfg(test)]
mod tests {
    use super::checked_filter;

    #[test]
    fn what_would_turn_the_log_off_is_refused() {
        for filter in [
            "info",
            "WARN",
            "off",
            "trace",
            "info,restaurant=debug",
            "restaurant=debug",
            "warn,ivr_runtime::server=trace",
            "debug,warp::filters=trace",
        ] {
            assert!(checked_filter(filter).is_ok(), "{filter}");
        }
        for (filter, word) in [
            ("warning", "`warning` is no level"),
            ("info,debgu", "`debgu` is no level"),
            ("restaurant", "`restaurant` is no level"),
            ("info,=", "invalid filter directive"),
        ] {
            let said = checked_filter(filter).unwrap_err().to_string();
            assert!(said.contains(word), "{filter}: {said}");
        }
    }
}
