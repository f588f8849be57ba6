//! External programs and services that tests need, and how to install them.

use std::env;
use std::fmt;
use std::path::PathBuf;

/// Something that a test needs but the machine lacks, and how to get it.
#[derive(Debug)]
pub struct Missing {
    what: String,
    how: String,
}

impl Missing {
    /// Something missing, and how to get it.
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

/// Finds a program on the path; otherwise says which Debian package installs it.
///
/// # Errors
///
/// If it is not on the path.
pub fn program(name: &str, package: &str) -> Result<PathBuf, Missing> {
    executable(name).ok_or_else(|| Missing::new(name, format!("apt-get install {package}")))
}

/// Reads an environment variable; otherwise says what to set it to.
///
/// # Errors
///
/// If it is not set.
pub fn variable(name: &str, what: &str, how: &str) -> Result<String, Missing> {
    env::var(name).map_err(|_| Missing::new(what, format!("set {name} to {how}")))
}

/// Finds a program on the path.
pub fn executable(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut files = env::split_paths(&path).map(|folder| folder.join(name));
    files.find(|file| file.is_file())
}
