//! PostgreSQL: connection pools, and the parsing of URLs.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, ConnectOptions, Connection, Executor};
use tokio::time::timeout;

use super::{DatabaseError, Migrations, MissingEngine, Readers, StoreError};
use crate::net::tls;

/// Maximum number of connections: enough for one server, and a small part of PostgreSQL's default
/// limit of 100.
const CONNECTIONS: u32 = 16;

/// Number of connections that a server keeps open. Opening one takes several round trips, and a caller
/// who had to wait for that at each step of a lookup would hear a failure.
pub(super) const READY: u32 = 4;

/// How long an unresponsive server may delay the start.
const CONNECT: Duration = Duration::from_secs(5);

/// How long to wait for a connection. Callers give up earlier.
const ACQUIRE: Duration = Duration::from_secs(10);

/// A connection that was idle for this long may be broken, and is tested before use.
const QUIET: Duration = Duration::from_secs(1);

/// How long the test may take before a new connection is made instead.
const TRY: Duration = Duration::from_millis(500);

/// Timeout on the server for a statement, and for an idle transaction: by then, no caller is waiting, and a
/// machine that died must not keep its locks.
const SETTINGS: &str = "SET statement_timeout = '5s'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '5s'";

/// How long a server, which has callers to answer, may take to migrate tables. A machine that is silently gone never
/// answers. A command may take any time.
const MIGRATE: Duration = Duration::from_secs(10);

/// Releases locks soon after the machine that holds them has died.
const WHILE_MIGRATING: &str = "SELECT set_config(name, '5s', FALSE) FROM pg_settings \
     WHERE name IN ('idle_session_timeout', 'idle_in_transaction_session_timeout')";

const MISSING: MissingEngine = MissingEngine {
    name: "PostgreSQL",
    feature: "postgres",
    instead: "name the file of a SQLite database",
};

/// The connection options of a PostgreSQL server: a parsed `postgres://` URL.
///
/// `sslmode` is `disable`, `prefer` (the default: TLS if the server supports it, without verification), or
/// `require`: TLS, and a certificate for the host name from an authority that the system trusts
/// or that is in the PEM file `sslrootcert`. libpq's `verify-ca` and `verify-full` are synonyms of
/// `require`.
#[derive(Clone)]
pub struct PostgresServer {
    options: AnyConnectOptions,
    /// Additional trusted authorities.
    authorities: Option<PathBuf>,
}

/// A PostgreSQL database.
#[derive(Debug)]
pub(super) struct Postgres {
    /// Lookups also write on theirs.
    pub(super) readers: Readers,
}

/// A transaction. On drop, it closes the connection, so that the server rolls back: a server that no longer
/// answers would not execute a `ROLLBACK`.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) connection: PoolConnection<Any>,
    is_over: bool,
}

impl Postgres {
    pub(super) async fn open(
        server: &PostgresServer,
        migrations: &[Migrations],
        ready: u32,
    ) -> Result<Self, StoreError> {
        if let Some(path) = &server.authorities {
            tls::certificates(path).map_err(|error| {
                let what = format!(
                    "{} contains no certificate in PEM format: {error}",
                    path.display()
                );
                StoreError::Unavailable(Arc::from(Box::<dyn Error + Send + Sync>::from(what)))
            })?;
        }
        let mut connection = timeout(CONNECT, server.options.connect()).await??;
        let migrate = async {
            connection.execute(WHILE_MIGRATING).await?;
            for tables in migrations {
                tables.run(&mut connection).await?;
            }
            // Errors while closing don't matter.
            let _ = connection.close().await;
            Ok::<_, StoreError>(())
        };
        match ready {
            0 => migrate.await?,
            _ => timeout(MIGRATE, migrate).await??,
        }
        let readers = Readers {
            lookups: pool(ready, CONNECTIONS)
                .connect_with(server.options.clone())
                .await?,
            pages: pool(0, super::PAGES).connect_lazy_with(server.options.clone()),
        };
        Ok(Self { readers })
    }

    pub(super) async fn begin(&self) -> Result<Begun, StoreError> {
        let mut tries = CONNECTIONS;
        loop {
            let connection = self.readers.lookups.acquire().await?;
            let mut begun = Begun {
                connection,
                is_over: false,
            };
            // A kept connection may be broken, and only using it shows.
            let error = match timeout(TRY, begun.connection.execute("BEGIN")).await {
                Ok(Ok(_)) => return Ok(begun),
                Ok(Err(error)) => error.into(),
                Err(late) => late.into(),
            };
            if tries == 0 {
                return Err(error);
            }
            tries -= 1;
        }
    }
}

impl Begun {
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        // A lone `COMMIT` after a failed statement silently rolls back.
        self.connection.execute("SELECT 1; COMMIT").await?;
        self.is_over = true;
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.is_over {
            self.connection.close_on_drop();
        }
    }
}

fn pool(ready: u32, most: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .min_connections(ready)
        .max_connections(most)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        // A machine that falls silent right after it was connected to must not hold up the pool's own upkeep.
        .after_connect(|connection, _| {
            Box::pin(async move {
                let set = timeout(TRY, connection.execute(SETTINGS)).await;
                set.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(drop)
            })
        })
        .before_acquire(|connection, of| {
            Box::pin(async move {
                let answers = of.idle_for < QUIET
                    || matches!(timeout(TRY, connection.ping()).await, Ok(Ok(())));
                Ok(answers)
            })
        })
        // A machine that is gone must not keep occupying connections.
        .after_release(|connection, _| {
            Box::pin(async move { Ok(matches!(timeout(TRY, connection.ping()).await, Ok(Ok(())))) })
        })
}

impl FromStr for PostgresServer {
    type Err = DatabaseError;

    fn from_str(url: &str) -> Result<Self, DatabaseError> {
        if cfg!(not(feature = "postgres")) {
            return Err(MISSING.into());
        }
        let options: AnyConnectOptions = url.parse().map_err(|error: sqlx::Error| {
            // Only the error: the URL itself contains the password.
            let cause = error.source().map(ToString::to_string);
            DatabaseError::Url(cause.unwrap_or_default())
        })?;
        let mut options = options.disable_statement_logging();
        let pairs = options.database_url.query_pairs().into_owned();
        let (mut mode, mut authorities, mut others) = (None, None, Vec::new());
        for (key, value) in pairs {
            match &*key {
                "sslmode" => mode = Some(value),
                "sslrootcert" => authorities = Some(PathBuf::from(value)),
                _ => others.push((key, value)),
            }
        }
        // Naming an authority implies verification.
        let mode = match (mode.as_deref(), &authorities) {
            (Some("disable"), _) => "disable",
            (None | Some("prefer"), None) => "prefer",
            (None | Some("prefer" | "require" | "verify-ca" | "verify-full"), _) => "verify-full",
            (Some(other), _) => {
                let known = "disable, prefer, require, verify-ca or verify-full";
                let wrong = format!("unknown sslmode `{other}`; use {known}");
                return Err(DatabaseError::Url(wrong));
            }
        };
        let mut query = options.database_url.query_pairs_mut();
        query.clear().extend_pairs(others);
        query
            .append_pair("application_name", "ivr")
            .append_pair("sslmode", mode);
        if let Some(path) = &authorities {
            query.append_pair("sslrootcert", &path.to_string_lossy());
        }
        drop(query);
        Ok(Self {
            options,
            authorities,
        })
    }
}

/// The name of the database, without the password.
impl fmt::Display for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.options.database_url;
        let name = url.path().trim_start_matches('/');
        let name = if name.is_empty() {
            url.username()
        } else {
            name
        };
        write!(f, "PostgreSQL {name}")
    }
}

impl fmt::Debug for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresServer({self})")
    }
}

#[cfg(test)]
#[cfg(feature = "postgres")]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_tls_is_read_as_libpq_reads_it_or_more_strictly() {
        let authorities = Some(PathBuf::from("/etc/our ca.pem"));
        for (parameters, mode, vouches) in [
            ("", "sslmode=prefer", &None),
            ("?sslmode=disable", "sslmode=disable", &None),
            ("?x=3&sslmode=require", "sslmode=verify-full", &None),
            (
                "?sslrootcert=/etc/our%20ca.pem",
                "sslmode=verify-full&sslrootcert=%2Fetc%2Four+ca.pem",
                &authorities,
            ),
            (
                "?sslmode=verify-ca&sslrootcert=/etc/our%20ca.pem",
                "sslmode=verify-full&sslrootcert=%2Fetc%2Four+ca.pem",
                &authorities,
            ),
        ] {
            let url = format!("postgres://ann@db.lan/calls{parameters}");
            let server: PostgresServer = url.parse().unwrap();
            let asked = server.options.database_url.query().unwrap();
            assert!(asked.ends_with(mode), "{asked}");
            assert_eq!(&server.authorities, vouches, "{url}");
        }
        let wrong = "postgres://ann:secret@db.lan/calls?sslmode=perhaps";
        let said = wrong.parse::<PostgresServer>().unwrap_err().to_string();
        assert!(
            said.contains("sslmode") && !said.contains("secret"),
            "{said}"
        );
    }
}
