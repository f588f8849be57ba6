//! The location of a database: a path, or the URL of a server.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::{MissingEngine, PostgresServer};

/// The location of a database. Parsed from `:memory:`, the path of a file, or a `postgres://` URL.
#[derive(Clone)]
#[non_exhaustive]
pub enum Database {
    /// In memory, for tests and trials; it is lost when the process ends.
    Memory,
    /// A SQLite file, created if it does not exist.
    File(PathBuf),
    /// A PostgreSQL server.
    Postgres(Box<PostgresServer>),
}

/// The error of parsing a [`Database`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The text is empty.
    #[error("write the path of a file, `:memory:`, or postgres://USER:PASSWORD@HOST/NAME")]
    Empty,
    /// An invalid PostgreSQL URL.
    #[error("write it as postgres://USER:PASSWORD@HOST/NAME: {0}")]
    Url(String),
    /// The program was built without this engine.
    #[error(transparent)]
    Missing(#[from] MissingEngine),
    /// A URL of something else.
    #[error("{0} is neither a file nor PostgreSQL; write a path, or postgres://..")]
    Scheme(String),
}

impl FromStr for Database {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, DatabaseError> {
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        match path {
            "" => Err(DatabaseError::Empty),
            ":memory:" => Ok(Self::Memory),
            _ if path.starts_with("postgres://") || path.starts_with("postgresql://") => {
                path.parse().map(|server| Self::Postgres(Box::new(server)))
            }
            _ => match path.split_once("://") {
                Some((scheme, _)) => Err(DatabaseError::Scheme(scheme.to_owned())),
                None => Ok(Self::File(path.into())),
            },
        }
    }
}

/// Omits the password of PostgreSQL.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str(":memory:"),
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(server) => server.fmt(f),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_a_url_and_memory_are_distinguished_and_the_password_is_hidden() {
        for (text, shown) in [
            ("ivr.db", "Database(ivr.db)"),
            ("sqlite:/srv/a b.db", "Database(/srv/a b.db)"),
            (":memory:", "Database(:memory:)"),
            (
                "postgres://ann:secret@db.lan:5433/calls",
                "Database(PostgreSQL calls)",
            ),
            ("postgresql://ann:secret@db.lan", "Database(PostgreSQL ann)"),
        ] {
            let database: Database = text.parse().unwrap();
            assert_eq!(format!("{database:?}"), shown);
        }
        for (text, says) in [
            ("", "the path of a file"),
            ("mysql://root@db", "mysql is neither"),
            ("postgres://ann:secret@db:port/x", "postgres://USER"),
        ] {
            let said = text.parse::<Database>().unwrap_err().to_string();
            assert!(said.contains(says) && !said.contains("secret"), "{said}");
        }
    }
}
