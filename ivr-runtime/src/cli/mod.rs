//! The command line of every tree.
//!
//! A program's `main` is one line:
//!
//! ```no_run
//! # use ivr_runtime::Application;
//! # fn example<Restaurant: ivr_runtime::Tree<Context: Application>>() {
//! # let main = || -> std::process::ExitCode {
//! ivr_runtime::run::<Restaurant>()
//! # };
//! # }
//! ```

mod access;
mod args;
mod checks;
mod data;
mod database;
mod graph;
mod limits;
mod list;
mod log_writer;
mod logs;
mod manifest;
mod output;
mod reload;
#[cfg(feature = "client")]
mod remote;
mod replay;
mod serve;
mod settings;
mod signals;
#[cfg(feature = "sip")]
mod telephone;
mod value;

use std::error::Error;
use std::ffi::OsString;
use std::future::Future;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::{Args as _, CommandFactory, FromArgMatches};

use crate::application::Application;
use crate::logging::Causes;
use crate::logging::Printable;
use crate::menu::{Description, Tree};
use crate::picture::Outline;
use args::{Cli, Command};
use list::ListArgs;
use settings::Settings;

/// Runs the command line of a tree; the default command is `serve`.
///
/// The exit code is 0, 1 if the command failed, or 2 if the command line is invalid.
pub fn run<T: Tree>() -> ExitCode
where
    T::Context: Application,
{
    let args = args::with_default_command(std::env::args_os().collect());
    let line = args.clone();
    let command = match parse::<T>(args) {
        Ok(command) => command,
        Err(error) => {
            // Includes help and version. A closed pipe is not an error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match command {
        Command::Serve(args) => serve::serve::<T>(*args, line),
        // Parsed as `serve`.
        #[cfg(feature = "sip")]
        Command::Sip(args) => serve::serve::<T>(*args, line),
        Command::Tree => outline(T::description()),
        Command::Graph(args) => graph::graph(T::description(), &args),
        Command::Manifest(args) => match manifest::manifest::<T>(&args) {
            Ok(text) => print(&text),
            Err(error) => ended(Err(error)),
        },
        Command::Replay(args) => ended(block_on(replay::replay::<T>(*args))),
        Command::Calls(args) => ended(block_on(list::calls::<T>(*args))),
        Command::Forget(args) => ended(block_on(data::forget::<T>(*args))),
        Command::Export(args) => ended(block_on(data::export::<T>(*args))),
        Command::Backup(args) => ended(block_on(data::backup::<T>(*args))),
        Command::List(listing, args) => {
            ended(block_on(list::listing::<T::Context>(listing, *args)))
        }
        Command::PrintConfig(settings) => print(&settings),
        #[cfg(feature = "client")]
        Command::Remote(command) => remote::run::<T>(command),
    }
}

/// The exit code of a command.
fn ended(result: Result<(), Box<dyn Error + Send + Sync>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

/// Runs a command that does not serve.
fn block_on(
    command: impl Future<Output = Result<(), Box<dyn Error + Send + Sync>>>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(command)
}

fn parse<T: Tree>(
    args: Vec<OsString>,
) -> Result<Command<<T::Context as Application>::Options>, clap::Error>
where
    T::Context: Application,
{
    type Options<T> = <<T as Tree>::Context as Application>::Options;
    let about = T::description().doc.lines().next().map(str::trim);
    let about = about.filter(|doc| !doc.is_empty());
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let program = program.unwrap_or_default().to_string_lossy();
    let mut command = Cli::<Options<T>>::command()
        .about(about.unwrap_or(T::description().name))
        .name(program.clone().into_owned())
        .version(args::version(T::Context::VERSION))
        .override_usage(args::usage(&program))
        .after_help(args::examples(&program));
    for listing in T::Context::LISTINGS {
        // Without this, the description of the flags would replace that of the listing.
        let own = ListArgs::<Options<T>>::augment_args(clap::Command::new(listing.name));
        command = command.subcommand(own.about(listing.about));
    }
    let wrong = |command: &mut clap::Command, error: settings::SettingsError| {
        command.error(clap::error::ErrorKind::InvalidValue, error)
    };
    let settings = Settings::find(&args).map_err(|error| wrong(&mut command, error))?;
    let mut command = match settings.apply(command.clone()) {
        Ok(command) => command,
        Err(error) => return Err(wrong(&mut command, error)),
    };
    let mut matches = command.try_get_matches_from_mut(args)?;
    if let Some((name, own)) = matches.subcommand()
        && let Some(listing) = T::Context::LISTINGS
            .iter()
            .find(|listing| listing.name == name)
    {
        let args = ListArgs::<Options<T>>::from_arg_matches(own);
        let args = args.map_err(|error| error.format(&mut command))?;
        return Ok(Command::List(*listing, Box::new(args)));
    }
    // By name: clap panics if asked for a command that the features exclude.
    let serve = matches.subcommand();
    let serve = serve.filter(|(name, _)| ["serve", "sip"].contains(name));
    let serve = serve.map(|(_, own)| own.clone());
    let cli = Cli::<Options<T>>::from_arg_matches_mut(&mut matches);
    let mut asked = cli.map_err(|error| error.format(&mut command))?.command;
    #[cfg(feature = "sip")]
    if let Command::Sip(mut args) = asked {
        args.telephone.is_answered();
        asked = Command::Serve(args);
    }
    if let Command::Serve(args) = &mut asked {
        let config = args.config();
        checks::contradicts(&config)
            .map_err(|error| command.error(clap::error::ErrorKind::ArgumentConflict, error))?;
        let variables = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
        args.doubts = checks::doubts(&config);
        args.doubts.extend(checks::misspelt(&command, variables));
    }
    match (asked, serve, command.find_subcommand("serve")) {
        (Command::Serve(args), Some(serve), Some(flags)) if args.print_config => {
            let doubts = args
                .doubts
                .iter()
                .map(|doubt| format!("# warning: {doubt}\n"));
            let doubts: String = doubts.collect();
            Ok(Command::PrintConfig(
                settings.in_force(flags, &serve) + &doubts,
            ))
        }
        (asked, ..) => Ok(asked),
    }
}

/// Prints a command's output.
fn print(text: &str) -> ExitCode {
    printed(output::write(io::stdout(), text))
}

/// Prints the outline, in colour on a terminal.
fn outline(description: &Description) -> ExitCode {
    let outline = Outline::new(description).coloured();
    printed(output::write(anstream::stdout(), outline))
}

fn printed(written: io::Result<()>) -> ExitCode {
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Prints an error with all its causes.
fn complain(error: &(dyn Error + 'static)) {
    const RED: Style = AnsiColor::Red.on_default().bold();
    let mut err = AutoStream::auto(io::stderr());
    let message = Causes(error).to_string();
    // A message may quote untrusted text, but its line breaks are ours.
    let lines: Vec<_> = message
        .split('\n')
        .map(|line| Printable(line).to_string())
        .collect();
    // If this fails, there is nowhere left to report it.
    let _ = writeln!(err, "{RED}error:{RED:#} {}", lines.join("\n"));
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
