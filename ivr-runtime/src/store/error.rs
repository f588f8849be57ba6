//! What goes wrong with a database, sorted by what can be done about it.

use std::error::Error;
use std::path::PathBuf;

/// Why the database did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else holds it, and for too long.
    #[error("the database is locked by another program")]
    Locked(#[source] Cause),
    /// There is no room left where it lives.
    #[error("the disk of the database is full")]
    Full(#[source] Cause),
    /// It can't be reached, read or written.
    #[error("the database can't be reached")]
    Unavailable(#[source] Cause),
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
        /// The version that was found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A statement broke a rule of its table, such as a second row with the same key.
    #[error("the database refuses the change")]
    Conflict(#[source] Cause),
    /// A statement is wrong, or a row has other columns than were asked for.
    #[error("the statement failed")]
    Statement(#[source] Cause),
}

/// What the engine said.
pub type Cause = Box<dyn Error + Send + Sync>;

impl StoreError {
    /// The same error, for somebody else whom it concerns.
    pub(super) fn again(&self) -> Self {
        let cause = |cause: &Cause| Cause::from(cause.to_string());
        match self {
            Self::Locked(why) => Self::Locked(cause(why)),
            Self::Full(why) => Self::Full(cause(why)),
            Self::Unavailable(why) => Self::Unavailable(cause(why)),
            Self::Moved(path) => Self::Moved(path.clone()),
            Self::Closed => Self::Closed,
            Self::Newer {
                owner,
                found,
                known,
            } => Self::Newer {
                owner,
                found: *found,
                known: *known,
            },
            Self::Conflict(why) => Self::Conflict(cause(why)),
            Self::Statement(why) => Self::Statement(cause(why)),
        }
    }

    /// A stable name for metrics and logs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Locked(_) => "locked",
            Self::Full(_) => "full",
            Self::Unavailable(_) => "unavailable",
            Self::Moved(_) => "moved",
            Self::Closed => "closed",
            Self::Newer { .. } => "newer",
            Self::Conflict(_) => "conflict",
            Self::Statement(_) => "statement",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let code = error.sqlite_error_code();
        let cause = Box::new(error);
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(cause),
            Some(ErrorCode::DiskFull) => Self::Full(cause),
            Some(ErrorCode::ConstraintViolation) => Self::Conflict(cause),
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Unavailable(cause),
            _ => Self::Statement(cause),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let code = error.code().cloned();
        let cause = Box::new(error);
        match code {
            // No code: the connection itself failed.
            None => Self::Unavailable(cause),
            Some(code) if code == SqlState::DISK_FULL => Self::Full(cause),
            Some(code)
                if [
                    SqlState::LOCK_NOT_AVAILABLE,
                    SqlState::QUERY_CANCELED,
                    SqlState::T_R_DEADLOCK_DETECTED,
                ]
                .contains(&code) =>
            {
                Self::Locked(cause)
            }
            // Class 23: integrity constraints. Classes 08, 28, 53 and 57, and 3D: no way in.
            Some(code) => match code.code().get(..2) {
                Some("23") => Self::Conflict(cause),
                Some("08" | "28" | "53" | "57" | "3D") => Self::Unavailable(cause),
                _ => Self::Statement(cause),
            },
        }
    }
}
