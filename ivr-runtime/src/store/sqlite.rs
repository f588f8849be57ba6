//! SQLite: one connection that writes and a few that read, each on its own thread in `sqlx`.
//!
//! A commit syncs the disk, which takes longer than the writes of a booking. So transactions that wait
//! for their turn are committed as a group: each has a savepoint, which can be rolled back
//! alone, and all are acknowledged once the common transaction is on the disk.

use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection, Executor};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::Instant;

use tracing::error;

use super::{Migrations, MissingEngine, Readers, StoreError};
use crate::logging::Causes;

/// Settings of each connection. `busy_timeout` (ms) is for locks of other programs; callers give up
/// earlier. With full sync, a commit is on the disk before it returns. The write-ahead log is checkpointed
/// after 2,000 pages (8 MB), and truncated to the same size after it has grown.
const SETTINGS: &str = "PRAGMA busy_timeout = 500; PRAGMA synchronous = FULL; \
     PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 8388608";

/// Settings of a new file: freed space can be released, and readers do not wait for
/// the writer.
const LAYOUT: &str = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL";

/// Maximum number of lookups that read concurrently.
const READERS: u32 = 4;

/// How long a reader waits for a connection. Callers give up earlier.
const ACQUIRE: Duration = Duration::from_secs(10);

/// Maximum number of transactions in a group.
const GROUP: usize = 64;

/// Maximum time that a transaction waits for others to join its group.
const GATHER: Duration = Duration::from_millis(20);

const MISSING: MissingEngine = MissingEngine {
    name: "SQLite",
    feature: "sqlite",
    instead: "use PostgreSQL: postgres://USER:PASSWORD@HOST/NAME",
};

/// A SQLite database.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: Arc<Writer>,
    /// `None` in memory, where there is one connection only.
    readers: Option<Readers>,
}

#[derive(Debug)]
struct Writer {
    runtime: Handle,
    group: Arc<Mutex<Group>>,
    /// Transactions that wait for their turn. Each gets it, even if nobody waits for it any more.
    queued: AtomicUsize,
    file: Option<File>,
}

/// The connection that writes, and the group of transactions to commit next.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) connection: AnyConnection,
    /// When the first transaction of the group began; `None` if there is none.
    began: Option<Instant>,
    /// To notify once the group is on the disk.
    waiting: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// The last transaction was dropped and must still be rolled back.
    abandoned: bool,
    /// Files of the database are gone, and the log has been saved into the file that is left.
    is_saved: bool,
}

/// The transaction of a group whose turn it is.
#[derive(Debug)]
pub(super) struct Turn {
    writer: Arc<Writer>,
    pub(super) group: OwnedMutexGuard<Group>,
    is_over: bool,
}

/// The database file, its log and the log's index, with the identity of each.
#[derive(Clone, Debug)]
struct File([(PathBuf, Option<(u64, u64)>); 3]);

impl Sqlite {
    /// Opens the file, or a database in memory.
    pub(super) async fn open(
        path: Option<&Path>,
        migrations: &[Migrations],
    ) -> Result<Self, StoreError> {
        if cfg!(not(feature = "sqlite")) {
            return Err(MISSING.into());
        }
        let options = options(path)?;
        let mut connection = options.connect().await?;
        connection.execute(SETTINGS).await?;
        if path.is_some() {
            connection.execute(LAYOUT).await?;
        }
        for tables in migrations {
            // Another program may start at the same time, and then finds the tables.
            let mut alone = connection.begin_with("BEGIN IMMEDIATE").await?;
            tables.run(&mut alone).await?;
            alone.commit().await?;
        }
        let readers = path.is_some().then(|| Readers {
            lookups: pool(READERS, options.clone()),
            pages: pool(super::PAGES, options),
        });
        let group = Group {
            connection,
            began: None,
            waiting: Vec::new(),
            abandoned: false,
            is_saved: false,
        };
        let writer = Arc::new(Writer {
            runtime: Handle::current(),
            group: Arc::new(Mutex::new(group)),
            queued: AtomicUsize::new(0),
            file: path.map(File::of),
        });
        Ok(Self { writer, readers })
    }

    /// The connections to read from, or the only one there is.
    pub(super) fn readers(&self) -> Result<&Readers, &Arc<Mutex<Group>>> {
        self.readers.as_ref().ok_or(&self.writer.group)
    }

    /// Copies the file as it is now, on a separate connection. Only the owner may read the copy.
    pub(super) async fn backup(&self, copy: &Path) -> Result<(), StoreError> {
        let file = self.writer.file.as_ref().ok_or(StoreError::NoBackup)?;
        let failed = |error: io::Error| StoreError::Copy(copy.to_owned(), Arc::new(error));
        let into = copy
            .to_str()
            .ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
        let mut new = std::fs::OpenOptions::new();
        new.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        let new = new.open(copy).map_err(failed)?;
        let mut connection = options(Some(&file.0[0].0))?.connect().await?;
        connection.execute(SETTINGS).await?;
        sqlx::query("VACUUM INTO $1")
            .bind(into)
            .execute(&mut connection)
            .await?;
        new.sync_all().map_err(failed)
    }

    /// Waits for a turn. The future must be polled to completion: others rely on the queue.
    pub(super) async fn begin(&self) -> Result<Turn, StoreError> {
        let writer = Arc::clone(&self.writer);
        let mut group = writer.lock().await;
        match writer.enter(&mut group).await {
            Ok(()) => Ok(Turn {
                writer,
                group,
                is_over: false,
            }),
            Err(error) => {
                writer.leave(&mut group).await;
                Err(error)
            }
        }
    }
}

impl Writer {
    /// Waits for a turn, and rolls back what the previous one left.
    async fn lock(&self) -> OwnedMutexGuard<Group> {
        self.queued.fetch_add(1, Ordering::Relaxed);
        let mut group = Arc::clone(&self.group).lock_owned().await;
        self.queued.fetch_sub(1, Ordering::Relaxed);
        if mem::take(&mut group.abandoned)
            && let Err(error) = group.run("ROLLBACK TO one; RELEASE one").await
        {
            // A full disk has rolled back the whole group.
            group.end(Err(error)).await;
        }
        group
    }

    async fn enter(&self, group: &mut Group) -> Result<(), StoreError> {
        if let Err(moved) = self.check_file() {
            // Acknowledged data may be in a log that no other process can find any more.
            group.save().await;
            return Err(moved);
        }
        if group.began.is_none() {
            group.run("BEGIN IMMEDIATE").await?;
            group.began = Some(Instant::now());
        }
        group.run("SAVEPOINT one").await
    }

    /// Commits the group, unless others are about to join.
    async fn leave(&self, group: &mut Group) {
        let others = self.queued.load(Ordering::Relaxed) > 0 && group.waiting.len() < GROUP;
        if group
            .began
            .is_some_and(|began| !others || began.elapsed() > GATHER)
        {
            let mut done = self.check_file();
            if done.is_ok() {
                done = group.run("COMMIT").await;
            }
            // Check again: data written to a deleted log is lost.
            group.end(done.and_then(|()| self.check_file())).await;
        }
    }

    /// SQLite keeps writing to deleted files, and that data would be lost.
    fn check_file(&self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) => file.check(),
            None => Ok(()),
        }
    }
}

impl File {
    fn of(path: &Path) -> Self {
        Self(["", "-wal", "-shm"].map(|end| {
            let mut part = path.as_os_str().to_owned();
            part.push(end);
            let part = PathBuf::from(part);
            let identity = identity(&part);
            (part, identity)
        }))
    }

    fn check(&self) -> Result<(), StoreError> {
        let mut parts = self.0.iter();
        match parts.find(|(path, of)| identity(path) != *of) {
            Some((path, _)) => Err(StoreError::Moved(path.clone())),
            None => Ok(()),
        }
    }
}

impl Group {
    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.connection.execute(sql).await?;
        Ok(())
    }

    /// Copies the log into the file, once.
    async fn save(&mut self) {
        if self.is_saved {
            return;
        }
        let others: Result<i64, _> = sqlx::query_scalar("PRAGMA wal_checkpoint(FULL)")
            .fetch_one(&mut self.connection)
            .await;
        // If a reader or writer is active, the next attempt waits for it.
        self.is_saved = matches!(others, Ok(0));
        if let Err(error) = others {
            let reason = Causes(&error);
            error!(%reason, "could not copy the database's log into its file");
        }
    }

    /// Notifies all transactions of the group.
    async fn end(&mut self, done: Result<(), StoreError>) {
        if done.is_err() {
            // It may have been rolled back already.
            let _ = self.run("ROLLBACK").await;
        }
        self.began = None;
        for tell in self.waiting.drain(..) {
            // Perhaps nobody waits for it any more.
            let _ = tell.send(done.clone());
        }
    }
}

impl Turn {
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        // A separate task: a dropped future must not leave it half done.
        self.writer.runtime.clone().spawn(async move {
            match self.group.run("RELEASE one").await {
                Ok(()) => {
                    self.is_over = true;
                    self.group.waiting.push(tell);
                    let writer = Arc::clone(&self.writer);
                    writer.leave(&mut self.group).await;
                }
                Err(error) => {
                    let _ = tell.send(Err(error));
                }
            }
        });
        told.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        self.group.abandoned = true;
        let writer = Arc::clone(&self.writer);
        self.writer.runtime.spawn(async move {
            let mut group = writer.lock().await;
            writer.leave(&mut group).await;
        });
    }
}

/// The file as a URL for `sqlx`.
fn options(path: Option<&Path>) -> Result<AnyConnectOptions, StoreError> {
    let url = match path {
        Some(path) => {
            let path = percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
            format!("sqlite:{path}?mode=rwc")
        }
        None => "sqlite::memory:".to_owned(),
    };
    let options: AnyConnectOptions = url.parse()?;
    Ok(options.disable_statement_logging())
}

/// A pool of connections that only read.
fn pool(connections: u32, options: AnyConnectOptions) -> AnyPool {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(SETTINGS).await?;
                connection.execute("PRAGMA query_only = TRUE").await?;
                Ok(())
            })
        })
        .connect_lazy_with(options)
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let file = path.metadata().ok()?;
    Some((file.dev(), file.ino()))
}

/// On other systems, an open file can't be deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}
