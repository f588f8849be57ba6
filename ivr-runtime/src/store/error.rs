//! What goes wrong with a database, sorted by what can be done about it.

use std::error::Error;
use std::path::PathBuf;

/// Why the database did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
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
    /// The program can't work on this kind of database.
    #[error(transparent)]
    Missing(#[from] MissingEngine),
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

/// What the engine said.
pub type Cause = Box<dyn Error + Send + Sync>;

impl StoreError {
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
            Self::Missing(_) => "missing",
            Self::Statement(_) => "statement",
        }
    }
}
