//! Lines and documents on stdout.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

/// Writes a text to its end. A reader that has seen enough is no reason to fail.
pub(super) fn write(mut out: impl Write, text: impl Display) -> io::Result<()> {
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a line.
pub(super) fn print(text: &str) -> io::Result<()> {
    write(anstream::stdout(), format_args!("{text}\n"))
}

/// Prints a document as JSON.
pub(super) fn print_json<T: Serialize>(document: &T) -> io::Result<()> {
    print(&serde_json::to_string_pretty(document)?)
}
