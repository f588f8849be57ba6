//! Errors of the database, classified by how to handle them.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::time::error::Elapsed;

/// Why a database operation failed. The variants separate faults that pass, such as a lock, from those that somebody
/// has to fix.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It took too long, because of a lock or high load.
    #[error("the database took too long: it is busy, or another program has locked it")]
    Locked(#[source] Cause),
    /// The disk is full.
    #[error("the disk of the database is full")]
    Full(#[source] Cause),
    /// The database can't be reached, read or written.
    #[error("the database can't be reached")]
    Unavailable(#[source] Cause),
    /// The database has been unavailable since the start.
    #[error("the database could not be opened yet")]
    NotOpen,
    /// The file was moved or deleted while it was open, so anything written would be lost.
    #[error("the database file {0} was moved or deleted; put it back and restart")]
    Moved(PathBuf),
    /// The process is ending, or the database's thread has ended.
    #[error("the database is closed")]
    Closed,
    /// A newer release has changed the tables.
    #[error(
        "the tables of {owner} are at version {found}, and this release knows {known}; use the newer release"
    )]
    Newer {
        /// The owner of the tables.
        owner: &'static str,
        /// The version of the tables.
        found: i64,
        /// The newest version that this program knows.
        known: usize,
    },
    /// A statement violated a constraint, such as a unique key, or has a value that the database will
    /// never accept.
    #[error("the database refuses the change")]
    Conflict(#[source] Cause),
    /// The program was built without this engine.
    #[error(transparent)]
    Missing(#[from] MissingEngine),
    /// Only a SQLite file can be copied.
    #[error("this command copies only SQLite files; use pg_dump for PostgreSQL")]
    NoBackup,
    /// The copy could not be written.
    #[error("could not write {0}")]
    Copy(PathBuf, #[source] Cause),
    /// A statement is invalid, or a row has unexpected columns.
    #[error("the statement failed")]
    Statement(#[source] Cause),
}

/// The program was built without the database's engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this program was built without {name}; build it with the feature `{feature}` of `ivr-runtime`, or {instead}"
)]
pub struct MissingEngine {
    pub(super) name: &'static str,
    pub(super) feature: &'static str,
    pub(super) instead: &'static str,
}

/// The engine's error. Shared, because all transactions of a group get it.
pub type Cause = Arc<dyn Error + Send + Sync>;

impl StoreError {
    /// Whether a retry may succeed later.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Locked(_) | Self::Full(_) | Self::Unavailable(_) | Self::NotOpen
        )
    }
}

impl From<Elapsed> for StoreError {
    fn from(late: Elapsed) -> Self {
        Self::Unavailable(Arc::new(late))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let code = error.as_database_error().and_then(|error| error.code());
        let kind = match (&error, code.as_deref()) {
            (_, Some(code)) => of_code(code),
            (E::PoolClosed | E::WorkerCrashed, _) => return Self::Closed,
            (E::Io(_) | E::Tls(_) | E::Protocol(_) | E::Configuration(_) | E::PoolTimedOut, _) => {
                Self::Unavailable
            }
            _ => Self::Statement,
        };
        kind(Arc::new(error))
    }
}

/// Classifies an engine's error code. PostgreSQL's codes have five characters, SQLite's at most four.
fn of_code(code: &str) -> fn(Cause) -> StoreError {
    if code.len() == 5 {
        return match (&code[..2], code) {
            (_, "53100") => StoreError::Full,
            // Lock not available, query cancelled, and deadlock or serialisation failure.
            (_, "55P03" | "57014") | ("40", _) => StoreError::Locked,
            // Data exception, constraint violation, and program limit exceeded.
            ("22" | "23" | "54", _) => StoreError::Conflict,
            // A permission that is missing may be granted, like access to the database (class 28).
            (_, "42501") => StoreError::Unavailable,
            // Syntax error, or something else under the name of a table.
            ("42", _) => StoreError::Statement,
            // No connection, a read-only server, a faulty disk, or a code that nobody has foreseen.
            _ => StoreError::Unavailable,
        };
    }
    // The lower byte is the primary code; the rest refines it.
    match code.parse::<u32>().map_or(1, |code| code & 0xff) {
        // BUSY, LOCKED.
        5 | 6 => StoreError::Locked,
        13 => StoreError::Full,
        // TOOBIG, CONSTRAINT, MISMATCH.
        18..=20 => StoreError::Conflict,
        // ERROR, MISUSE, RANGE: the statement itself is wrong.
        1 | 21 | 25 => StoreError::Statement,
        // READONLY, IOERR, CORRUPT, NOMEM and the like.
        _ => StoreError::Unavailable,
    }
}
