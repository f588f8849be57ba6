//! What PostgreSQL says, sorted by what can be done about it.

use crate::store::StoreError;

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
