//! Lines and documents on stdout.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::logging::{Printable, PrintableJson};

/// Writes a whole text. A closed pipe is not an error.
pub(super) fn write(mut out: impl Write, text: impl Display) -> io::Result<()> {
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a line that contains untrusted text.
pub(super) fn print_foreign(text: &str) -> io::Result<()> {
    print(&Printable(text).to_string())
}

/// Prints a trusted line.
pub(super) fn print(text: &str) -> io::Result<()> {
    write(anstream::stdout(), format_args!("{text}\n"))
}

/// Prints a document as JSON.
pub(super) fn print_json<T: Serialize>(document: &T) -> io::Result<()> {
    print(&json(document)?)
}

/// Formats a document as JSON that is safe to print to a terminal.
pub(super) fn json<T: Serialize>(document: &T) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(document)?;
    Ok(PrintableJson(&text).to_string())
}
