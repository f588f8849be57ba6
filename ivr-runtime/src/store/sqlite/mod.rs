//! SQLite: one thread that writes, one that reads, each with its own connection.
//!
//! SQLite's calls block, so they are kept off the server's threads. A transaction is a
//! channel to such a thread; when its other end is dropped, it is rolled back. Each statement of
//! one is a way to the thread and back, while others wait for their turn: what is known
//! beforehand is sent as a whole.

mod error;
mod thread;
mod value;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::{Row, Statement, StoreError, Value};
use thread::{Answer, Done, Errand, Request, What};

/// How long one program waits for another that holds the file. Who waits for us gives up
/// earlier; this is what bounds the thread.
const BUSY: Duration = Duration::from_millis(500);

/// As many pages are in the write-ahead log, in 8 MB, before they are copied into the file. Whoever wants
/// to write meanwhile waits for that, and at a start after a crash all of it is read.
const LOG: u32 = 2000;

/// A SQLite database.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<Errand>,
    /// `None` in memory, where there is one connection only.
    reader: Option<mpsc::Sender<Errand>>,
    file: Option<File>,
}

/// The file, and what tells it from another of the same name.
#[derive(Clone, Debug)]
struct File {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

/// A transaction, which begins with its first statement.
#[derive(Debug)]
pub(super) struct Transaction(std::sync::mpsc::Sender<Request>);

impl Sqlite {
    /// Opens the file, or a database in memory.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let Some(path) = path else {
            let connection = Connection::open_in_memory()?;
            return Ok(Self {
                writer: thread::spawn(connection, None)?,
                reader: None,
                file: None,
            });
        };
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        // The write-ahead log lets readers read while we write; with full sync a commit
        // is on the disk before it returns.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG)?;
        let file = File {
            path: path.to_owned(),
            identity: identity(path),
        };
        let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.busy_timeout(BUSY)?;
        Ok(Self {
            writer: thread::spawn(connection, Some(file.clone()))?,
            reader: Some(thread::spawn(reader, None)?),
            file: Some(file),
        })
    }

    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        let (sender, requests) = std::sync::mpsc::channel();
        send(&self.writer, Errand::Transaction(requests)).await?;
        Ok(Transaction(sender))
    }

    /// Runs statements in a transaction of their own, and gives the rows of each.
    pub(super) async fn write(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        ask(&self.writer, |answer| Errand::Write(statements, answer)).await
    }

    /// Reads what was committed, while others write.
    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let thread = self.reader.as_ref().unwrap_or(&self.writer);
        let read = |answer| Errand::Read(numbered(sql), values.to_vec(), answer);
        ask(thread, read).await
    }

    /// Whether the file is still where we opened it.
    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), File::check)
    }
}

async fn send(thread: &mpsc::Sender<Errand>, errand: Errand) -> Result<(), StoreError> {
    thread.send(errand).await.map_err(|_| StoreError::Closed)
}

/// Sends an errand and waits for what comes of it.
async fn ask<T>(
    thread: &mpsc::Sender<Errand>,
    errand: impl FnOnce(Answer<T>) -> Errand,
) -> Result<T, StoreError> {
    let (answer, answered) = oneshot::channel();
    send(thread, errand(answer)).await?;
    answered.await.map_err(|_| StoreError::Closed)?
}

impl File {
    /// SQLite itself goes on with a file that was deleted, and with it goes what it wrote.
    fn check(&self) -> Result<(), StoreError> {
        if identity(&self.path) == self.identity {
            Ok(())
        } else {
            Err(StoreError::Moved(self.path.clone()))
        }
    }
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

impl Transaction {
    async fn ask(&self, what: What) -> Result<Done, StoreError> {
        let (answer, answered): (Answer<Done>, _) = oneshot::channel();
        // Where nobody answers, the thread has given it up to let others go on.
        let late =
            || StoreError::Locked("the transaction took too long while others waited".into());
        self.0.send(Request { what, answer }).map_err(|_| late())?;
        answered.await.map_err(|_| late())?
    }

    pub(super) async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let done = self.ask(What::Run(numbered(sql), values.to_vec())).await?;
        Ok(done.changed)
    }

    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let done = self.ask(What::Run(numbered(sql), values.to_vec())).await?;
        Ok(done.rows)
    }

    pub(super) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.ask(What::Batch(sql.to_owned())).await.map(drop)
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.ask(What::Commit).await.map(drop)
    }
}

/// SQLite writes numbered values as `?1`; `$1` would be a name to it.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}
