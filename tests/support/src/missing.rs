//! What a test may need that is not on every machine, and how to get it.

use std::env;
use std::fmt;
use std::path::PathBuf;

/// What a test lacks, and what to do.
#[derive(Debug)]
pub struct Missing {
    what: String,
    how: String,
}

impl Missing {
    /// Says that something is missing, and how to get it.
    pub fn new(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            how: how.into(),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "needs {}: {}", self.what, self.how)
    }
}

/// A program on the path, or how to install it: the Debian package that has it.
///
/// # Errors
///
/// If it is not on the path.
pub fn program(name: &str, package: &str) -> Result<PathBuf, Missing> {
    executable(name).ok_or_else(|| Missing::new(name, format!("apt-get install {package}")))
}

/// A variable of the environment, or what to set it to.
///
/// # Errors
///
/// If it is not set.
pub fn variable(name: &str, what: &str, how: &str) -> Result<String, Missing> {
    env::var(name).map_err(|_| Missing::new(what, format!("set {name} to {how}")))
}

/// A program on the path.
pub fn executable(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut files = env::split_paths(&path).map(|folder| folder.join(name));
    files.find(|file| file.is_file())
}
