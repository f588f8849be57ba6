//! Persistent data: a [`Store`] over SQLite or PostgreSQL.
//!
//! It is built on [`sqlx`]: [`read`](Store::read) and [`begin`](Store::begin) return a
//! connection of its [`Any`] driver, which runs ordinary queries. Both engines accept
//! the same SQL, with `$1`, `$2` .. for the values. SQLite needs no installation and keeps
//! the data in a file; several servers of one tree share a PostgreSQL database.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ivr_runtime::sqlx;
//! use ivr_runtime::store::{Database, Migrations, Store};
//!
//! let tables = Migrations {
//!     owner: "cafe",
//!     // Or files: include_str!("migrations/1_orders.sql").
//!     steps: &["CREATE TABLE orders (number BIGINT PRIMARY KEY, drink TEXT NOT NULL)"],
//! };
//! let store = Store::open(&Database::Memory, &[tables]).await?;
//! let mut transaction = store.begin().await?;
//! sqlx::query("INSERT INTO orders VALUES ($1, $2)")
//!     .bind(1_i64)
//!     .bind("tea")
//!     .execute(&mut *transaction)
//!     .await?;
//! transaction.commit().await?;
//!
//! let drink: String = sqlx::query_scalar("SELECT drink FROM orders WHERE number = $1")
//!     .bind(1_i64)
//!     .fetch_one(&mut *store.read().await?)
//!     .await?;
//! assert_eq!(drink, "tea");
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

mod database;
mod error;
mod migrate;
mod postgres;
mod sqlite;

pub use database::{Database, DatabaseError};
pub use error::{Cause, MissingEngine, StoreError};
pub use migrate::Migrations;
pub use postgres::PostgresServer;

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool};
use tokio::runtime::Handle;
use tokio::sync::OwnedMutexGuard;
use tokio::time::sleep;
use tracing::{error, info};

use crate::logging::Causes;

/// How soon to retry opening a database.
const AGAIN: Duration = Duration::from_secs(1);

/// Maximum number of connections for pages.
const PAGES: u32 = 2;

/// The connections to one database. A clone shares them.
#[derive(Clone, Debug)]
pub struct Store {
    /// The runtime on which connections are made: the threads of the caller may block.
    runtime: Handle,
    is_shared: bool,
    /// Empty until the database has been opened.
    engine: Arc<OnceLock<Engine>>,
}

#[derive(Debug)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// Connections to read from.
#[derive(Debug)]
struct Readers {
    lookups: AnyPool,
    /// So that nobody who is on the phone waits for a page.
    pages: AnyPool,
}

/// A connection to read from. Returns to its pool on drop.
#[derive(Debug)]
pub struct Connection(Held);

#[derive(Debug)]
enum Held {
    Pooled(PoolConnection<Any>),
    /// The only connection of a database in memory.
    Only(OwnedMutexGuard<sqlite::Group>),
}

/// A transaction. Rolls back on drop.
///
/// If a statement fails, return the error and drop the transaction: SQLite would continue with the other
/// statements.
#[derive(Debug)]
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Transaction(Begun);

#[derive(Debug)]
enum Begun {
    Sqlite(sqlite::Turn),
    Postgres(postgres::Begun),
}

impl Store {
    /// Opens the database, creates it if it does not exist (SQLite), and migrates its
    /// tables.
    ///
    /// # Errors
    /// If the database can't be reached, contains something else, or was migrated by a newer
    /// release.
    pub async fn open(database: &Database, migrations: &[Migrations]) -> Result<Self, StoreError> {
        let engine = Engine::open(database, migrations, 0).await?;
        Ok(Self::of(database, engine.into()))
    }

    /// Like [`open`](Self::open), but if the database is unreachable, it is opened as soon as possible. Until
    /// then every operation fails. For a server, which can answer menus without its database.
    ///
    /// # Errors
    /// If waiting would not help: it contains something else, or was migrated by a newer release.
    pub async fn open_now_or_later(
        database: &Database,
        migrations: &[Migrations],
    ) -> Result<Self, StoreError> {
        match Engine::open(database, migrations, postgres::READY).await {
            Ok(engine) => Ok(Self::of(database, engine.into())),
            Err(error) if error.may_pass() => {
                let reason = Causes(&error);
                error!(%reason, %database, "could not open the database; retrying every second");
                let store = Self::of(database, OnceLock::new());
                let engine = Arc::downgrade(&store.engine);
                let later = open_later(engine, database.clone(), migrations.to_vec());
                store.runtime.spawn(later);
                Ok(store)
            }
            Err(error) => Err(error),
        }
    }

    fn of(database: &Database, engine: OnceLock<Engine>) -> Self {
        Self {
            runtime: Handle::current(),
            is_shared: matches!(database, Database::Postgres(_)),
            engine: Arc::new(engine),
        }
    }

    /// Begins a transaction. It is rolled back unless it is [committed](Transaction::commit).
    /// Writers of a SQLite file take turns, so keep it short.
    ///
    /// # Errors
    /// If the database can't be reached, or is locked for too long.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        let engine = Arc::clone(&self.engine);
        // A separate task, so that a turn is passed on even if nobody waits for it any more.
        let begun = self.runtime.spawn(async move {
            match opened(&engine)? {
                Engine::Sqlite(sqlite) => sqlite.begin().await.map(Begun::Sqlite),
                Engine::Postgres(postgres) => postgres.begin().await.map(Begun::Postgres),
            }
        });
        begun
            .await
            .map_err(|_| StoreError::Closed)?
            .map(Transaction)
    }

    /// A connection to read from, which does not wait for writers. A statement that writes is its own
    /// transaction on PostgreSQL, and is refused on SQLite.
    ///
    /// # Errors
    /// If the database can't be reached.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        self.connect(|readers| &readers.lookups).await
    }

    /// A connection for pages, whose queries may be slow: it comes from a separate pool, so that no
    /// caller waits for it.
    ///
    /// # Errors
    /// If the database can't be reached.
    pub async fn browse(&self) -> Result<Connection, StoreError> {
        self.connect(|readers| &readers.pages).await
    }

    async fn connect(&self, of: fn(&Readers) -> &AnyPool) -> Result<Connection, StoreError> {
        let engine = Arc::clone(&self.engine);
        let connected = self.runtime.spawn(async move {
            let readers = match opened(&engine)? {
                Engine::Sqlite(sqlite) => sqlite.readers(),
                Engine::Postgres(postgres) => Ok(&postgres.readers),
            };
            Ok(Connection(match readers {
                Ok(readers) => Held::Pooled(of(readers).acquire().await?),
                Err(only) => Held::Only(Arc::clone(only).lock_owned().await),
            }))
        });
        connected.await.map_err(|_| StoreError::Closed)?
    }

    /// Copies a SQLite database to a new file, as a consistent snapshot, while others write.
    ///
    /// # Errors
    /// If the file exists already, if it can't be written, or if the database is not SQLite: use
    /// `pg_dump` for PostgreSQL.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        match opened(&self.engine)? {
            Engine::Sqlite(sqlite) => sqlite.backup(file).await,
            Engine::Postgres(_) => Err(StoreError::NoBackup),
        }
    }

    /// Whether several servers may share the data.
    pub(crate) const fn is_shared(&self) -> bool {
        self.is_shared
    }
}

impl Engine {
    /// Opens it. On PostgreSQL, `ready` connections are made at once and kept.
    async fn open(
        database: &Database,
        migrations: &[Migrations],
        ready: u32,
    ) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        Ok(match database {
            Database::Memory => Self::Sqlite(sqlite::Sqlite::open(None, migrations).await?),
            Database::File(path) => {
                Self::Sqlite(sqlite::Sqlite::open(Some(path), migrations).await?)
            }
            Database::Postgres(server) => {
                Self::Postgres(postgres::Postgres::open(server, migrations, ready).await?)
            }
        })
    }
}

fn opened(engine: &OnceLock<Engine>) -> Result<&Engine, StoreError> {
    engine.get().ok_or(StoreError::NotOpen)
}

/// Keeps trying to open a database, as long as somebody has a handle on it.
async fn open_later(engine: Weak<OnceLock<Engine>>, of: Database, migrations: Vec<Migrations>) {
    let mut told = String::new();
    while engine.strong_count() > 0 {
        sleep(AGAIN).await;
        let opened = Engine::open(&of, &migrations, postgres::READY).await;
        match (opened, engine.upgrade()) {
            (Ok(opened), Some(engine)) => {
                let _ = engine.set(opened);
                info!(database = %of, "database opened");
                return;
            }
            (Ok(_), None) => return,
            // Even if waiting does not help, the server continues without the database.
            (Err(error), _) => {
                let reason = Causes(&error).to_string();
                if reason != told {
                    error!(reason, database = %of, "could not open the database yet");
                    told = reason;
                }
            }
        }
    }
}

impl Transaction {
    /// Commits durably: once this returns, the changes survive even a power cut.
    ///
    /// # Errors
    /// If it could not be written. If the connection broke during the commit, it may or may not
    /// have been committed.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Begun::Sqlite(turn) => turn.commit().await,
            Begun::Postgres(begun) => begun.commit().await,
        }
    }
}

impl Deref for Connection {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.0 {
            Held::Pooled(connection) => connection,
            Held::Only(group) => &group.connection,
        }
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Held::Pooled(connection) => connection,
            Held::Only(group) => &mut group.connection,
        }
    }
}

impl Deref for Transaction {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.0 {
            Begun::Sqlite(turn) => &turn.group.connection,
            Begun::Postgres(begun) => &begun.connection,
        }
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Begun::Sqlite(turn) => &mut turn.group.connection,
            Begun::Postgres(begun) => &mut begun.connection,
        }
    }
}
