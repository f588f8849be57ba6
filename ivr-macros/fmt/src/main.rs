//! `ivr fmt`: formats the phone menus in Rust source files.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use thiserror::Error;

/// Tools for phone menus declared with `ivr!`.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Format the contents of `ivr!` and `ivr_part!`, and leave the rest of each file alone.
    Fmt {
        /// Change nothing, name the files that are not formatted, and exit with 1 if there are any.
        #[arg(long)]
        check: bool,
        /// Rust source files. Without any, or for `-`, standard input is formatted to standard output.
        files: Vec<PathBuf>,
    },
}

/// Why a file was not formatted.
#[derive(Debug, Error)]
enum Failure {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Format(#[from] ivr_fmt::Error),
}

fn main() -> ExitCode {
    let Command::Fmt { check, files } = Cli::parse().command;
    let files = match files.is_empty() {
        true => vec![PathBuf::from("-")],
        false => files,
    };
    let (mut unformatted, mut failed) = (false, false);
    for file in &files {
        match format(file, check) {
            Ok(is_formatted) => unformatted |= check && !is_formatted,
            Err(failure) => {
                failed = true;
                // If nobody reads it, the exit status still reports it.
                let _ = writeln!(io::stderr(), "ivr fmt: {}: {failure}", file.display());
            }
        }
    }
    match (failed, unformatted) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    }
}

/// Formats a file, or only checks it. Returns whether it was formatted already.
fn format(file: &Path, check: bool) -> Result<bool, Failure> {
    let standard = file.as_os_str() == "-";
    let source = match standard {
        true => {
            let mut source = String::new();
            io::stdin().read_to_string(&mut source)?;
            source
        }
        false => std::fs::read_to_string(file)?,
    };
    let formatted = ivr_fmt::format(&source)?;
    let is_formatted = formatted == source;
    let mut output = io::stdout();
    match (check, standard) {
        (true, _) if is_formatted => {}
        (true, true) => writeln!(output, "standard input is not formatted")?,
        (true, false) => writeln!(output, "{}", file.display())?,
        (false, true) => output.write_all(formatted.as_bytes())?,
        (false, false) if is_formatted => {}
        (false, false) => std::fs::write(file, formatted)?,
    }
    Ok(is_formatted)
}
