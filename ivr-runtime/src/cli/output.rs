//! Lines and documents on stdout.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::logging::{Printable, PrintableJson};

/// Writes a text to its end. A reader that has seen enough is no reason to fail.
pub(super) fn write(mut out: impl Write, text: impl Display) -> io::Result<()> {
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a line of what strangers wrote.
pub(super) fn print_foreign(text: &str) -> io::Result<()> {
    print(&Printable(text).to_string())
}

/// Prints a line.
pub(super) fn print(text: &str) -> io::Result<()> {
    write(anstream::stdout(), format_args!("{text}\n"))
}

/// Prints a document as JSON.
pub(super) fn print_json<T: Serialize>(document: &T) -> io::Result<()> {
    print(&json(document)?)
}

/// A document as JSON, fit for a terminal.
pub(super) fn json<T: Serialize>(document: &T) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(document)?;
    Ok(PrintableJson(&text).to_string())
}
