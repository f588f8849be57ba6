//! SQLite: one connection that writes, a few that read, each with a thread of its own in `sqlx`.
//!
//! A commit syncs the disk, which takes longer than all that a booking writes. So whoever waits
//! for a turn while another writes is committed with them: each has a savepoint, undone by
//! itself, and hears that it is done once the transaction of all is on the disk.

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

/// What each connection is told. One program waits so many milliseconds for another that holds the
/// file; who waits for us gives up earlier. With full sync a commit is on the disk before it returns. The
/// write-ahead log is copied into the file once it has so many pages, in 8 MB, and is cut to as many bytes
/// after whatever made it grow.
const SETTINGS: &str = "PRAGMA busy_timeout = 500; PRAGMA synchronous = FULL; \
     PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 8388608";

/// What the first connection to a new file is told besides: that space can be given back, and that
/// readers read while we write.
const LAYOUT: &str = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL";

/// The maximum number of look-ups that read at the same time.
const READERS: u32 = 4;

/// How long a reader waits for one of these connections. Callers give up earlier.
const ACQUIRE: Duration = Duration::from_secs(10);

/// The maximum number of transactions that are committed at once.
const GROUP: usize = 64;

/// No transaction of a group waits longer than this for others to join.
const GATHER: Duration = Duration::from_millis(20);

const MISSING: MissingEngine = MissingEngine {
    name: "SQLite",
    feature: "sqlite",
    instead: "name a PostgreSQL: postgres://USER:PASSWORD@HOST/NAME",
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
    /// Transactions that wait for their turn. Each will have it, whether or not somebody still waits.
    queued: AtomicUsize,
    file: Option<File>,
}

/// The connection that writes, and the transactions that are committed next.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) connection: AnyConnection,
    /// When the first of them began; `None` if none did.
    began: Option<Instant>,
    /// Who is to be told that they are on the disk.
    waiting: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// The last of them was dropped, and is still to be undone.
    abandoned: bool,
    /// Files of the database are gone, and what is left was put in one place.
    is_saved: bool,
}

/// One transaction of a group, whose turn it is.
#[derive(Debug)]
pub(super) struct Turn {
    writer: Arc<Writer>,
    pub(super) group: OwnedMutexGuard<Group>,
    is_over: bool,
}

/// The file with its log and the index of that, and what tells each from another of the same name.
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
            // Another program may begin at the same time, and finds them made.
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

    /// Copies the file as it is now, on a connection of its own. Only its owner may read the copy.
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

    /// Waits for a turn. Whoever asks must not stop polling: others count on who is queued.
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
    /// Waits for a turn. What the last one left is undone then.
    async fn lock(&self) -> OwnedMutexGuard<Group> {
        self.queued.fetch_add(1, Ordering::Relaxed);
        let mut group = Arc::clone(&self.group).lock_owned().await;
        self.queued.fetch_sub(1, Ordering::Relaxed);
        if mem::take(&mut group.abandoned)
            && let Err(error) = group.run("ROLLBACK TO one; RELEASE one").await
        {
            // A full disk has undone the whole group.
            group.end(Err(error)).await;
        }
        group
    }

    async fn enter(&self, group: &mut Group) -> Result<(), StoreError> {
        if let Err(moved) = self.check_file() {
            // What was acknowledged may be in a log that nobody else can find any more.
            group.save().await;
            return Err(moved);
        }
        if group.began.is_none() {
            group.run("BEGIN IMMEDIATE").await?;
            group.began = Some(Instant::now());
        }
        group.run("SAVEPOINT one").await
    }

    /// Commits the group, unless others are about to join it.
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
            // Again: what went to a log that is gone is not kept.
            group.end(done.and_then(|()| self.check_file())).await;
        }
    }

    /// SQLite itself goes on with files that were deleted, and with them goes what it wrote.
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

    /// Has all that is in the log in the file as well, once.
    async fn save(&mut self) {
        if self.is_saved {
            return;
        }
        let others: Result<i64, _> = sqlx::query_scalar("PRAGMA wal_checkpoint(FULL)")
            .fetch_one(&mut self.connection)
            .await;
        // Who reads, or has begun to write, is waited for by the next try.
        self.is_saved = matches!(others, Ok(0));
        if let Err(error) = others {
            let reason = Causes(&error);
            error!(%reason, "what is in the log of the database is not in its file");
        }
    }

    /// Tells all how it went.
    async fn end(&mut self, done: Result<(), StoreError>) {
        if done.is_err() {
            // It may have been undone already.
            let _ = self.run("ROLLBACK").await;
        }
        self.began = None;
        for tell in self.waiting.drain(..) {
            // Nobody waits for it any more, perhaps.
            let _ = tell.send(done.clone());
        }
    }
}

impl Turn {
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        // A task of its own: that nobody waits for it any more must not leave it half done.
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

/// Where the file is, as `sqlx` takes it: a URL.
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

/// Connections that read.
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

/// Elsewhere a file that is open can't be deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}
