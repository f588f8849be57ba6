//! Sets up logging to stderr; stdout is for the output of commands.

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

/// Flags for the log.
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

    /// Log full phone numbers
    #[arg(long, env = "IVR_LOG_NUMBERS", hide_env_values = true)]
    pub(super) log_numbers: bool,

    /// Log only the network part of refused addresses
    #[arg(long, env = "IVR_MASK_ADDRESSES", hide_env_values = true)]
    pub(super) mask_addresses: bool,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// One JSON object per line
    Json,
}

/// Why a text is not a valid log filter.
#[derive(Debug, thiserror::Error)]
pub(super) enum FilterError {
    #[error(transparent)]
    Syntax(#[from] ParseError),
    #[error(
        "`{0}` is not a log level; write error, warn, info, debug, trace or off, and for a single crate \
         its name and its level: `info,restaurant=debug`"
    )]
    Level(String),
}

/// Validates a filter while the command line is parsed, so that a mistake is reported there.
pub(super) fn checked_filter(filter: &str) -> Result<String, FilterError> {
    // A single word would be taken for the name of a crate, and everything else would be off.
    let words = filter.split(',').map(str::trim);
    let mut words = words.filter(|word| !word.contains(['=', '[']));
    if let Some(word) = words.find(|word| word.parse::<LevelFilter>().is_err()) {
        return Err(FilterError::Level(word.to_owned()));
    }
    parse(filter)?;
    Ok(filter.to_owned())
}

/// Parses a filter. Errors are logged unless it says `off`.
fn parse(filter: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(format!("error,{filter}"))
}

/// Whether an event may be logged, whatever the filter says. warp traces paths and headers of
/// requests, and rsipstack whole messages, which may contain phone numbers and secrets.
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

/// Starts logging. Panics are logged too, without their messages, which may quote input.
///
/// # Errors
/// If the thread could not be spawned.
pub(super) fn start(args: &LogArgs) -> io::Result<LogWriter> {
    let writer = LogWriter::start(io::stderr())?;
    let lines = fmt::layer()
        .with_writer(writer.clone())
        .with_ansi(AutoStream::choice(&io::stderr()) != ColorChoice::Never)
        // The default hook would write to stderr itself.
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
    // This fails if the program has set up a log already; that one is then used.
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
            ("warning", "`warning` is not a log level"),
            ("info,debgu", "`debgu` is not a log level"),
            ("restaurant", "`restaurant` is not a log level"),
            ("info,=", "invalid filter directive"),
        ] {
            let said = checked_filter(filter).unwrap_err().to_string();
            assert!(said.contains(word), "{filter}: {said}");
        }
    }
}
