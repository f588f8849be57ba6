//! SIGHUP: the settings are read again, and those that can change are put in force.

use std::ffi::OsString;

use clap::error::ContextKind;
use tracing::{error, warn};

use super::args::Command;
use super::parse;
use crate::application::Application;
use crate::menu::Tree;
use crate::server::Reloader;

/// Reads the settings again, from wherever the command line says. What is wrong with them is logged, and
/// changes nothing.
pub(super) fn reload<T: Tree>(line: &[OsString], reloader: &Reloader)
where
    T::Context: Application,
{
    let refused = |reason: &str| {
        error!(
            reason,
            "the settings are refused, and those from before stay in force; `serve --print-config` says more"
        );
    };
    let args = match parse::<T>(line.to_vec()) {
        Ok(Command::Serve(args)) => args,
        // The line that the server was started with serves.
        Ok(_) => return,
        Err(error) => return refused(&reason(&error)),
    };
    if let Err(error) = reloader.reload(&args.config()) {
        let cause = std::error::Error::source(&error);
        return refused(
            &cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")),
        );
    }
    for doubt in &args.doubts {
        warn!("{doubt}");
    }
}

/// What is wrong with which setting; not the value, which may be a secret.
fn reason(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidArg) {
        Some(setting) => format!("{setting}: {}", error.kind()),
        None => error.kind().to_string(),
    }
}
