//! The command line that every tree gets for nothing.
//!
//! A program's `main` is one line:
//!
//! ```no_run
//! # use ivr_runtime::cli::Application;
//! # fn example<Restaurant: ivr_runtime::Tree<Context: Application>>() {
//! # let main = || -> std::process::ExitCode {
//! ivr_runtime::run::<Restaurant>()
//! # };
//! # }
//! ```

mod args;
mod logs;
mod serve;
mod signals;

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::{CommandFactory, FromArgMatches};

pub use args::NoOptions;

use crate::{Description, Outline, Tree};
use args::{Cli, Command};

/// What a tree's look-ups are made on, as far as the command line has to know: its
/// options, and how it is opened.
///
/// ```
/// use ivr_runtime::{Msisdn, cli::Application, clap};
///
/// struct Desk { representative: Msisdn }
///
/// #[derive(clap::Args)]
/// struct Options {
///     /// Who picks up when a caller wants to talk to somebody.
///     #[arg(long, env = "DESK_REPRESENTATIVE", default_value = "+6598888888")]
///     representative: Msisdn,
/// }
///
/// impl Application for Desk {
///     type Options = Options;
///
///     fn open(options: Options) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
///         Ok(Self { representative: options.representative })
///     }
/// }
/// ```
pub trait Application: Sized {
    /// What `serve` can be told about it; [`NoOptions`] if nothing.
    type Options: clap::Args;

    /// Opens it. Runs within the server's tokio runtime, before the address is taken.
    ///
    /// # Errors
    /// Whatever keeps the program from serving; it is printed, and the program ends with 1.
    fn open(options: Self::Options) -> Result<Self, Box<dyn Error + Send + Sync>>;
}

impl Application for () {
    type Options = NoOptions;

    fn open(_: NoOptions) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// Runs the command line of a tree: `serve` unless told otherwise, or `tree`.
///
/// Ends with 0, with 1 if the command failed, and with 2 if it was misspelt.
pub fn run<T: Tree>() -> ExitCode
where
    T::Context: Application,
{
    let args = args::with_default_command(std::env::args_os().collect());
    let command = match parse::<T>(args) {
        Ok(command) => command,
        Err(error) => {
            // Help and version come this way too. A closed pipe is no reason to fail.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match command {
        Command::Serve(args) => match serve::serve::<T>(*args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(&error);
                ExitCode::FAILURE
            }
        },
        Command::Tree => outline(T::DESCRIPTION),
    }
}

fn parse<T: Tree>(
    args: Vec<OsString>,
) -> Result<Command<<T::Context as Application>::Options>, clap::Error>
where
    T::Context: Application,
{
    type Options<T> = <<T as Tree>::Context as Application>::Options;
    let about = T::DESCRIPTION.doc.lines().next().map(str::trim);
    let about = about.filter(|doc| !doc.is_empty());
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let program = program.unwrap_or_default().to_string_lossy();
    let mut command = Cli::<Options<T>>::command()
        .about(about.unwrap_or(T::DESCRIPTION.name))
        .override_usage(args::usage(&program))
        .after_help(args::examples(&program));
    let mut matches = command.try_get_matches_from_mut(args)?;
    let cli = Cli::<Options<T>>::from_arg_matches_mut(&mut matches);
    cli.map(|cli| cli.command)
        .map_err(|error| error.format(&mut command))
}

/// Prints the outline, in colour on a terminal.
fn outline(description: &Description) -> ExitCode {
    let mut out = anstream::stdout();
    let outline = Outline::new(description).coloured();
    match write!(out, "{outline}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&error);
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Says what went wrong, with every cause.
fn complain(error: &(dyn Error + 'static)) {
    const RED: Style = AnsiColor::Red.on_default().bold();
    let mut err = AutoStream::auto(io::stderr());
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    // There is nobody left to tell if this fails.
    let _ = writeln!(err, "{RED}error:{RED:#} {message}");
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
