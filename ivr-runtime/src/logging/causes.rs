//! An error with all that led to it.

use std::error::Error;
use std::fmt;

/// An error and what caused it, from the outside in: `the book can't be used: the disk is full`.
pub(crate) struct Causes<'a>(pub(crate) &'a (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let next = error.to_string();
            // Some tell of their cause themselves.
            if !said.contains(&next) {
                write!(f, ": {next}")?;
                said = next;
            }
            cause = error.source();
        }
        Ok(())
    }
}
