//! SQLite: one thread that writes, one that reads, each with its own connection.
//!
//! SQLite's calls block, so they are kept off the server's threads. A transaction is a
//! channel to such a thread; when its other end is dropped, it is rolled back.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::{Row, StoreError, Value};

/// How long one program waits for another that holds the file. Who waits for us gives up
/// earlier; this is what bounds the thread.
const BUSY: Duration = Duration::from_millis(500);

/// As many transactions may wait for their turn; whoever comes later waits to wait.
const WAITING: usize = 1024;

/// A SQLite database.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<Session>,
    /// `None` in memory, where there is one connection only.
    reader: Option<mpsc::Sender<Session>>,
    file: Option<File>,
}

/// The file, and what tells it from another of the same name.
#[derive(Clone, Debug)]
struct File {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

/// What a thread is asked to do: a transaction, statement by statement.
#[derive(Debug)]
struct Session {
    begun: oneshot::Sender<Result<(), StoreError>>,
    requests: mpsc::Receiver<Request>,
}

#[derive(Debug)]
enum Request {
    Execute(String, Vec<Value>, oneshot::Sender<Result<u64, StoreError>>),
    ExecuteEach(
        String,
        Vec<Vec<Value>>,
        oneshot::Sender<Result<(), StoreError>>,
    ),
    Query(
        String,
        Vec<Value>,
        oneshot::Sender<Result<Vec<Row>, StoreError>>,
    ),
    Batch(String, oneshot::Sender<Result<(), StoreError>>),
    Commit(oneshot::Sender<Result<(), StoreError>>),
}

/// A transaction that a thread is holding for us.
#[derive(Debug)]
pub(super) struct Transaction(mpsc::Sender<Request>);

impl Sqlite {
    /// Opens the file, or a database in memory.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let Some(path) = path else {
            let connection = Connection::open_in_memory()?;
            return Ok(Self {
                writer: spawn(connection, "BEGIN IMMEDIATE", None)?,
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
        let file = File {
            path: path.to_owned(),
            identity: identity(path),
        };
        let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.busy_timeout(BUSY)?;
        Ok(Self {
            writer: spawn(connection, "BEGIN IMMEDIATE", Some(file.clone()))?,
            reader: Some(spawn(reader, "BEGIN", None)?),
            file: Some(file),
        })
    }

    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        Transaction::begin(&self.writer).await
    }

    pub(super) async fn read(&self) -> Result<Transaction, StoreError> {
        Transaction::begin(self.reader.as_ref().unwrap_or(&self.writer)).await
    }

    /// Whether the file is still where we opened it.
    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), File::check)
    }
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
    async fn begin(sessions: &mpsc::Sender<Session>) -> Result<Self, StoreError> {
        let (sender, requests) = mpsc::channel(1);
        let (begun, is_begun) = oneshot::channel();
        let session = Session { begun, requests };
        sessions
            .send(session)
            .await
            .map_err(|_| StoreError::Closed)?;
        is_begun.await.map_err(|_| StoreError::Closed)??;
        Ok(Self(sender))
    }

    async fn ask<R>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<R, StoreError>>) -> Request,
    ) -> Result<R, StoreError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.0.send(request(answer)).await;
        sent.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.ask(|answer| Request::Execute(numbered(sql), values.to_vec(), answer))
            .await
    }

    pub(super) async fn execute_each(
        &self,
        sql: &str,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        self.ask(|answer| Request::ExecuteEach(numbered(sql), rows, answer))
            .await
    }

    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.ask(|answer| Request::Query(numbered(sql), values.to_vec(), answer))
            .await
    }

    pub(super) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.ask(|answer| Request::Batch(sql.to_owned(), answer))
            .await
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.ask(Request::Commit).await
    }
}

/// SQLite writes numbered values as `?1`; `$1` would be a name to it.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

/// Starts a thread that runs one transaction after the other, until nobody can ask.
fn spawn(
    connection: Connection,
    begin: &'static str,
    file: Option<File>,
) -> Result<mpsc::Sender<Session>, StoreError> {
    let (sender, mut sessions) = mpsc::channel::<Session>(WAITING);
    thread::Builder::new()
        .name("sqlite".to_owned())
        .spawn(move || {
            while let Some(session) = sessions.blocking_recv() {
                serve(&connection, begin, file.as_ref(), session);
            }
        })
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    Ok(sender)
}

/// Runs one transaction. That an answer is not wanted any more is no error.
fn serve(connection: &Connection, begin: &str, file: Option<&File>, session: Session) {
    let Session {
        begun,
        mut requests,
    } = session;
    // Whoever waited for too long for a turn needs none.
    if begun.is_closed() {
        return;
    }
    let began = connection.execute_batch(begin).map_err(StoreError::from);
    let failed = began.is_err();
    if begun.send(began).is_err() || failed {
        roll_back(connection);
        return;
    }
    while let Some(request) = requests.blocking_recv() {
        match request {
            Request::Execute(sql, values, answer) => {
                let _ = answer.send(execute(connection, &sql, &values));
            }
            Request::ExecuteEach(sql, rows, answer) => {
                let _ = answer.send(execute_each(connection, &sql, &rows));
            }
            Request::Query(sql, values, answer) => {
                let _ = answer.send(query(connection, &sql, &values));
            }
            Request::Batch(sql, answer) => {
                let _ = answer.send(connection.execute_batch(&sql).map_err(StoreError::from));
            }
            Request::Commit(answer) => {
                // Given up while it waited: then nobody says that it was done.
                if !answer.is_closed() {
                    let committed = file.map_or(Ok(()), File::check).and_then(|()| {
                        connection.execute_batch("COMMIT").map_err(StoreError::from)
                    });
                    let _ = answer.send(committed);
                }
                break;
            }
        }
    }
    roll_back(connection);
}

/// Undoes what was not committed. There may be nothing: a full disk rolls back by itself.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
}

fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let changed = statement.execute(params_from_iter(values))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

fn execute_each(connection: &Connection, sql: &str, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    for values in rows {
        statement.execute(params_from_iter(values))?;
    }
    Ok(())
}

fn query(connection: &Connection, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map(params_from_iter(values), |row| {
        (0..columns)
            .map(|at| row.get(at))
            .collect::<Result<_, _>>()
            .map(Row)
    })?;
    rows.collect::<Result<_, _>>().map_err(StoreError::from)
}
