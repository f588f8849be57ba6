//! Lines and documents on stdout.

use std::io::{self, Write};

use serde::Serialize;

/// Prints a line. A reader that has seen enough is no reason to fail.
pub(super) fn print(text: &str) -> io::Result<()> {
    match writeln!(anstream::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a document as JSON.
pub(super) fn print_json<T: Serialize>(document: &T) -> io::Result<()> {
    print(&serde_json::to_string_pretty(document)?)
}
