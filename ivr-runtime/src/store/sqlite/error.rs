//! What SQLite says, sorted by what can be done about it.

use crate::store::{Cause, StoreError};

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
            Self::Missing(engine) => Self::Missing(*engine),
            Self::Statement(why) => Self::Statement(cause(why)),
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
