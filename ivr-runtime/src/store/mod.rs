//! What outlives a process: one [`Store`] over SQLite or PostgreSQL.
//!
//! Both engines take the same statements: SQL that either understands, with `$1`, `$2` ..
//! for the values, columns of the types `TEXT` and `BIGINT`, and no more. A server that
//! needs nothing installed keeps its data in a SQLite file; several servers that serve one
//! tree share a PostgreSQL.
//!
//! ```
//! # async fn example() -> Result<(), ivr_runtime::store::StoreError> {
//! use ivr_runtime::store::{Database, Migrations, Store};
//!
//! let tables = Migrations {
//!     owner: "cafe",
//!     steps: &["CREATE TABLE orders (number BIGINT PRIMARY KEY, drink TEXT NOT NULL)"],
//! };
//! let store = Store::open(&Database::Memory, &[tables]).await?;
//! let mut transaction = store.begin().await?;
//! transaction.execute("INSERT INTO orders VALUES ($1, $2)", &[1.into(), "tea".into()]).await?;
//! transaction.commit().await?;
//!
//! let rows = store.query("SELECT drink FROM orders WHERE number = $1", &[1.into()]).await?;
//! assert_eq!(rows[0].text(0)?, "tea");
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
mod absent;
mod database;
mod error;
mod migrate;
#[cfg_attr(not(feature = "postgres"), path = "absent/postgres.rs")]
mod postgres;
#[cfg_attr(not(feature = "sqlite"), path = "absent/sqlite.rs")]
mod sqlite;
#[cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "there is no engine to give it to")
)]
mod statement;
mod value;

pub use database::{Database, DatabaseError};
pub use error::{Cause, MissingEngine, StoreError};
pub use migrate::Migrations;
pub use postgres::PostgresServer;
pub(crate) use statement::Statement;
pub use value::{Row, Value};

use std::array;
use std::sync::Arc;

/// Transactions on one database. A clone is another handle on the same one.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Arc<Engine>,
}

#[derive(Debug)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the database, creates it where there is none (SQLite), and brings its tables
    /// up to date.
    ///
    /// # Errors
    /// If the database can't be reached, holds something else, or was written by a newer
    /// release than this one.
    pub async fn open(database: &Database, migrations: &[Migrations]) -> Result<Self, StoreError> {
        let engine = match database {
            Database::Memory => Engine::Sqlite(sqlite::Sqlite::open(None)?),
            Database::File(path) => Engine::Sqlite(sqlite::Sqlite::open(Some(path))?),
            Database::Postgres(server) => Engine::Postgres(postgres::Postgres::new(server)?),
        };
        let store = Self {
            engine: Arc::new(engine),
        };
        for owner in migrations {
            migrate::migrate(&store, *owner).await?;
        }
        Ok(store)
    }

    /// Begins a transaction. Unless it is [committed](Transaction::commit), nothing of it
    /// lasts. Writers of one SQLite file take turns, so it is to be short.
    ///
    /// # Errors
    /// If the database can't be reached. On a SQLite file it is the first statement that begins it,
    /// and tells if somebody else holds the file for too long.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let inner = match &*self.engine {
            Engine::Sqlite(sqlite) => Inner::Sqlite(sqlite.begin().await?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.begin().await?),
        };
        Ok(Transaction {
            inner,
            failed: false,
        })
    }

    /// Reads, without waiting for whoever writes.
    ///
    /// # Errors
    /// If the database can't be reached, or the statement is wrong.
    pub async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.query(sql, values).await,
            Engine::Postgres(postgres) => postgres.query(sql, values).await,
        }
    }

    /// Runs statements in a transaction of their own, one after the other, and commits it. Gives
    /// the rows of each. Where nothing depends on what a statement said, this costs others less of
    /// their time than to ask for one after the other.
    pub(crate) async fn write<const COUNT: usize>(
        &self,
        statements: [Statement; COUNT],
    ) -> Result<[Vec<Row>; COUNT], StoreError> {
        let rows = match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(statements.into()).await?,
            Engine::Postgres(postgres) => postgres.write(statements.into()).await?,
        };
        let mut rows = rows.into_iter();
        Ok(array::from_fn(|_| rows.next().unwrap_or_default()))
    }

    /// Whether the database answers now.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        if let Engine::Sqlite(sqlite) = &*self.engine {
            sqlite.check_file()?;
        }
        self.query("SELECT 1", &[]).await.map(|_| ())
    }

    /// Whether other servers may work on the same data at the same time.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(&*self.engine, Engine::Postgres(_))
    }
}

/// Statements that are done together or not at all. Dropped, it is undone.
#[derive(Debug)]
#[must_use = "a transaction that is not committed is undone"]
pub struct Transaction {
    inner: Inner,
    /// A statement failed. PostgreSQL then takes a `COMMIT` for a rollback without a word.
    failed: bool,
}

#[derive(Debug)]
enum Inner {
    Sqlite(sqlite::Transaction),
    Postgres(postgres::Transaction),
}

impl Transaction {
    /// Runs one statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// If the statement fails. The transaction is then good for nothing but to be dropped.
    pub async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let done = match &self.inner {
            Inner::Sqlite(inner) => inner.execute(sql, values).await,
            Inner::Postgres(inner) => inner.execute(sql, values).await,
        };
        self.failed |= done.is_err();
        done
    }

    /// Runs one statement and gives its rows.
    ///
    /// # Errors
    /// If the statement fails. The transaction is then good for nothing but to be dropped.
    pub async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let rows = match &self.inner {
            Inner::Sqlite(inner) => inner.query(sql, values).await,
            Inner::Postgres(inner) => inner.query(sql, values).await,
        };
        self.failed |= rows.is_err();
        rows
    }

    /// Makes it last: once this returns, not even a power cut undoes it.
    ///
    /// # Errors
    /// If it could not be written. Where the connection broke while it was being
    /// committed, nobody knows whether it was.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed {
            let reason = "one of its statements failed, so nothing of it is kept";
            return Err(StoreError::Statement(reason.into()));
        }
        match self.inner {
            Inner::Sqlite(inner) => inner.commit().await,
            Inner::Postgres(inner) => inner.commit().await,
        }
    }

    /// Runs statements without values.
    async fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match &self.inner {
            Inner::Sqlite(inner) => inner.batch(sql).await,
            Inner::Postgres(inner) => inner.batch(sql).await,
        }
    }

    /// Has other servers wait that want to change the tables too, however long it takes.
    async fn lock_schema(&mut self) -> Result<(), StoreError> {
        match &self.inner {
            // The one writer of a SQLite file is alone with it already.
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(inner) => {
                let lock = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
                            SELECT pg_advisory_xact_lock(8181)";
                inner.batch(lock).await
            }
        }
    }
}
