//! The commands and their flags.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::access::AccessArgs;
use super::checks::Doubt;
use super::data::{BackupArgs, NumberArgs};
use super::database::StoreArgs;
use super::graph::GraphArgs;
use super::limits::LimitArgs;
use super::list::{CallsArgs, ListArgs};
use super::logs::LogArgs;
use super::manifest::ManifestArgs;
#[cfg(feature = "client")]
use super::remote::Remote;
use super::replay::ReplayArgs;
use super::value::{address, days};
use crate::application::Listing;
use crate::server::Config;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    subcommand_required = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Cli<O: Args> {
    #[command(subcommand)]
    pub(super) command: Command<O>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command<O: Args> {
    /// Answer the carriers' webhooks (the default command)
    Serve(Box<ServeArgs<O>>),
    /// Answer SIP telephones as well: `serve` with --sip
    #[cfg(feature = "sip")]
    Sip(Box<ServeArgs<O>>),
    /// Print the menu tree as an outline
    Tree,
    /// Draw the menu tree as a diagram
    Graph(GraphArgs),
    /// Write the manifest that calls in flight depend on, or check the tree against one
    Manifest(ManifestArgs),
    /// List the latest calls, or show one
    Calls(Box<CallsArgs>),
    /// Replay a recorded call against this tree and show the differences
    Replay(Box<ReplayArgs>),
    /// Delete or anonymise all data about a phone number
    Forget(Box<NumberArgs<O>>),
    /// Print all data about a phone number as JSON
    Export(Box<NumberArgs<O>>),
    /// Back up the SQLite database to a file, even while the server runs
    Backup(Box<BackupArgs>),
    #[cfg(feature = "client")]
    #[command(flatten)]
    Remote(Remote<O>),
    /// A command of the application.
    #[command(skip)]
    List(Listing, Box<ListArgs<O>>),
    /// The effective settings.
    #[command(skip)]
    PrintConfig(String),
}

/// The flags of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs<O: Args> {
    /// Address for webhooks; port 0 picks a free one
    #[arg(
        long,
        env = "IVR_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS:PORT"
    )]
    #[arg(default_value = "127.0.0.1:8080", value_parser = address)]
    pub(super) listen: SocketAddr,

    /// Address for `/metrics`, `/readyz` and the pages; 127.0.0.1:9464 unless that is in use
    #[arg(
        long,
        env = "IVR_ADMIN",
        hide_env_values = true,
        value_name = "ADDRESS:PORT"
    )]
    #[arg(value_parser = address)]
    pub(super) admin: Option<SocketAddr>,

    #[command(flatten)]
    pub(super) store: StoreArgs,

    /// How long to keep calls, in days; older ones are deleted every hour
    #[arg(
        long,
        env = "IVR_KEEP_CALLS",
        hide_env_values = true,
        value_name = "DAYS"
    )]
    #[arg(default_value = "90d", value_parser = days)]
    pub(super) keep_calls: Duration,

    /// Print the effective settings and the source of each, then exit
    #[arg(long)]
    pub(super) print_config: bool,

    #[command(flatten, next_help_heading = "Access")]
    pub(super) access: AccessArgs,

    #[command(flatten, next_help_heading = "Limits")]
    pub(super) limits: LimitArgs,

    #[cfg(feature = "sip")]
    #[command(flatten, next_help_heading = "Telephones")]
    pub(super) telephone: super::telephone::TelephoneArgs,

    #[command(flatten, next_help_heading = "Logs (to stderr)")]
    pub(super) logs: LogArgs,

    #[command(flatten, next_help_heading = "Application")]
    pub(super) application: O,

    /// Settings that are probably mistakes.
    #[arg(skip)]
    pub(super) doubts: Vec<Doubt>,
}

impl<O: Args> ServeArgs<O> {
    /// The server's configuration.
    pub(super) fn config(&self) -> Config {
        Config {
            listen: self.listen,
            admin: self.admin,
            access: self.access.access(),
            tls: self.access.tls(),
            limits: self.limits.limits(),
            log_numbers: self.logs.log_numbers,
            mask_addresses: self.logs.mask_addresses,
        }
    }
}

/// The text that `--version` prints after the program's name.
pub(super) fn version(application: Option<&str>) -> String {
    let runtime = concat!("ivr-runtime ", env!("CARGO_PKG_VERSION"));
    match application {
        Some(version) => format!("{version} ({runtime})"),
        None => format!("({runtime})"),
    }
}

/// The usage line of the program.
pub(super) fn usage(program: &str) -> String {
    format!("{program} [serve] [OPTIONS]\n       {program} <COMMAND> [OPTIONS]")
}

/// The examples at the end of the help.
pub(super) fn examples(program: &str) -> String {
    let mut examples = format!(
        "Examples:\n  \
         {program} --listen 127.0.0.1:9000   flags of `serve` work without the command\n  \
         {program} serve --help              every flag of `serve`\n  \
         {program} serve --print-config      the effective settings and their sources\n  \
         {program} tree                      every menu, with its keys, texts and jumps\n  \
         {program} graph > menu.svg          the same as a diagram\n  \
         {program} calls                     the latest calls"
    );
    if cfg!(feature = "client") {
        examples += &format!(
            "\n  \
             {program} phone                     call it from this terminal, with no account\n  \
             {program} phone --keys 1,1,2        the same, scripted"
        );
    }
    if cfg!(feature = "sip") {
        examples += &format!(
            "\n  \
             {program} sip                       call it from a softphone"
        );
    }
    examples
}

/// Inserts `serve` if the command line has no command.
pub(super) fn with_default_command(mut args: Vec<OsString>) -> Vec<OsString> {
    let first = args.get(1).map(|arg| arg.to_string_lossy());
    let serves = match first.as_deref() {
        None => true,
        Some("-h" | "--help" | "-V" | "--version") => false,
        Some(first) => first.starts_with('-'),
    };
    if serves {
        args.insert(args.len().min(1), "serve".into());
    }
    args
}
