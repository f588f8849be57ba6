//! Reloads the settings on SIGHUP, and applies those that can change.

use std::ffi::OsString;

use clap::error::ContextKind;
use tracing::{error, warn};

use super::args::Command;
use super::{checks, parse};
use crate::application::Application;
use crate::menu::Tree;
use crate::server::Reloader;

/// Reads the settings again, from the same sources. If anything is wrong, logs it and changes nothing.
pub(super) fn reload<T: Tree>(line: &[OsString], reloader: &Reloader)
where
    T::Context: Application,
{
    let refused = |reason: &str| {
        error!(
            reason,
            "settings refused, the old ones stay in effect; run `serve --print-config` for details"
        );
    };
    let args = match parse::<T>(line.to_vec()) {
        Ok(Command::Serve(args)) => args,
        // The command line that started the server always parses to `serve`.
        Ok(_) => return,
        Err(error) => return refused(&reason(&error)),
    };
    let config = args.config();
    if let Err(error) = reloader.reload(&config) {
        let cause = std::error::Error::source(&error);
        return refused(
            &cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")),
        );
    }
    // More connections may need more files.
    let files = checks::files(config.limits.connections);
    for doubt in args.doubts.iter().chain(&files) {
        warn!("{doubt}");
    }
}

/// Names the setting and what is wrong with it, but not its value, which may be a secret.
fn reason(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(setting) => format!("{setting}: {}", error.kind()),
        None => error.kind().to_string(),
    }
}
