//! What goes wrong with a database, sorted by what can be done about it.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::time::error::Elapsed;

/// Why the database did not do what it was asked to.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It took too long: somebody else holds it, or it has too much to do.
    #[error("the database took too long: it is busy, or another program has locked it")]
    Locked(#[source] Cause),
    /// There is no room left where it lives.
    #[error("the disk of the database is full")]
    Full(#[source] Cause),
    /// It can't be reached, read or written.
    #[error("the database can't be reached")]
    Unavailable(#[source] Cause),
    /// It was out of reach at the start, and still is.
    #[error("the database could not be opened yet")]
    NotOpen,
    /// The file was moved or deleted while we had it open: what we would write is lost.
    #[error("the database file {0} was moved or deleted; put it back, and start again")]
    Moved(PathBuf),
    /// The process is ending, or the database's thread has ended.
    #[error("the database is closed")]
    Closed,
    /// A newer release has changed the tables.
    #[error(
        "the tables of {owner} are at version {found}, and this release knows {known}; use the newer release"
    )]
    Newer {
        /// Whose tables they are.
        owner: &'static str,
        /// The version that was found, and that this program does not know.
        found: i64,
        /// The newest version that this program knows.
        known: usize,
    },
    /// A statement broke a rule of its table, such as a second row with the same key, or has a value that the
    /// database will never take.
    #[error("the database refuses the change")]
    Conflict(#[source] Cause),
    /// The program can't work on this kind of database.
    #[error(transparent)]
    Missing(#[from] MissingEngine),
    /// Only a SQLite file is copied.
    #[error("only a SQLite file is copied by this; PostgreSQL has pg_dump")]
    NoBackup,
    /// The copy can't be written.
    #[error("{0} can't be written")]
    Copy(PathBuf, #[source] Cause),
    /// A statement is wrong, or a row has other columns than were asked for.
    #[error("the statement failed")]
    Statement(#[source] Cause),
}

/// The program was built without what the database needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this program was built without {name}; build it with the feature `{feature}` of `ivr-runtime`, or {instead}"
)]
pub struct MissingEngine {
    pub(super) name: &'static str,
    pub(super) feature: &'static str,
    pub(super) instead: &'static str,
}

/// What the engine said. Shared, as all who were committed together hear it.
pub type Cause = Arc<dyn Error + Send + Sync>;

impl StoreError {
    /// Whether the same may succeed later, with nothing done about it here.
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

/// What an engine's code means. PostgreSQL's have five characters, and SQLite's four at most.
fn of_code(code: &str) -> fn(Cause) -> StoreError {
    if code.len() == 5 {
        return match (&code[..2], code) {
            (_, "53100") => StoreError::Full,
            // Lock not available, query cancelled, and a deadlock or another transaction in the way.
            (_, "55P03" | "57014") | ("40", _) => StoreError::Locked,
            // A value that is none for its column, a rule of the table, and what is too much for the engine.
            ("22" | "23" | "54", _) => StoreError::Conflict,
            // No way in; or to a server that only reads, as one that took another's place does at first.
            ("08" | "28" | "53" | "57" | "3D", _) | (_, "25006") => StoreError::Unavailable,
            _ => StoreError::Statement,
        };
    }
    // The lower byte is the kind, and the upper one says which of that.
    match code.parse::<u32>().map_or(0, |code| code & 0xff) {
        // Busy, and locked.
        5 | 6 => StoreError::Locked,
        13 => StoreError::Full,
        // Too big, a rule of the table, and a value of another type.
        18..=20 => StoreError::Conflict,
        // No permission, read-only, input or output, damaged, can't be opened, the protocol of
        // its locks, and no database.
        3 | 8 | 10 | 11 | 14 | 15 | 26 => StoreError::Unavailable,
        _ => StoreError::Statement,
    }
}
