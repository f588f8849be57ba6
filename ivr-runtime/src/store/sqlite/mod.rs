//! SQLite: one thread that writes, one that reads, each with its own connection.
//!
//! SQLite's calls block, so they are kept off the server's threads. A transaction is a
//! channel to such a thread; when its other end is dropped, it is rolled back.

mod error;
mod value;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::{Row, Rows, StoreError, Value};

/// How long one program waits for another that holds the file. Who waits for us gives up
/// earlier; this is what bounds the thread.
const BUSY: Duration = Duration::from_millis(500);

/// As many transactions may wait for their turn; whoever comes later waits to wait.
const WAITING: usize = 1024;

/// As many transactions are committed at once, where so many wait.
const GROUP: usize = 64;

/// As many rows are written before others may have the processor.
const AT_ONCE: usize = 32;

/// How long a transaction may do nothing while others wait to be committed with it. Longer than
/// any look-up is waited for, whose transaction ends with it: a machine that is merely busy is no
/// reason to undo a booking.
const DAWDLE: Duration = Duration::from_secs(2);

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
    requests: std::sync::mpsc::Receiver<Request>,
}

#[derive(Debug)]
enum Request {
    Execute(String, Vec<Value>, oneshot::Sender<Result<u64, StoreError>>),
    ExecuteEach(String, Rows, oneshot::Sender<Result<(), StoreError>>),
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
pub(super) struct Transaction(std::sync::mpsc::Sender<Request>);

impl Sqlite {
    /// Opens the file, or a database in memory.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let Some(path) = path else {
            let connection = Connection::open_in_memory()?;
            return Ok(Self {
                writer: spawn(connection, "BEGIN IMMEDIATE", GROUP, None)?,
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
            writer: spawn(connection, "BEGIN IMMEDIATE", GROUP, Some(file.clone()))?,
            // Each by itself: one that came later has to see what was committed meanwhile.
            reader: Some(spawn(reader, "BEGIN", 1, None)?),
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
        let (sender, requests) = std::sync::mpsc::channel();
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
        // Where nobody answers, the thread has given it up to let others go on.
        let late =
            || StoreError::Locked("the transaction took too long while others waited".into());
        self.0.send(request(answer)).map_err(|_| late())?;
        answered.await.map_err(|_| late())?
    }

    pub(super) async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.ask(|answer| Request::Execute(numbered(sql), values.to_vec(), answer))
            .await
    }

    pub(super) async fn execute_each(&self, sql: &str, rows: Rows) -> Result<(), StoreError> {
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

/// Starts a thread that runs transactions one after the other, until nobody can ask.
fn spawn(
    connection: Connection,
    begin: &'static str,
    group: usize,
    file: Option<File>,
) -> Result<mpsc::Sender<Session>, StoreError> {
    let (sender, mut sessions) = mpsc::channel::<Session>(WAITING);
    thread::Builder::new()
        .name("sqlite".to_owned())
        .spawn(move || {
            let thread = Thread {
                connection,
                begin,
                group,
                file,
            };
            while let Some(session) = sessions.blocking_recv() {
                thread.serve_group(session, &mut sessions);
            }
        })
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    Ok(sender)
}

/// What a thread works with.
struct Thread {
    connection: Connection,
    begin: &'static str,
    /// As many transactions are committed at once.
    group: usize,
    file: Option<File>,
}

/// Somebody who waits for their commit.
type Waiting = oneshot::Sender<Result<(), StoreError>>;

impl Thread {
    /// Runs a transaction, and those that wait already, and commits them all at once: the
    /// disk takes as long for many as for one. Each is a savepoint, undone by itself.
    fn serve_group(&self, first: Session, sessions: &mut mpsc::Receiver<Session>) {
        let mut waiting = Vec::new();
        let mut next = Some(first);
        let (mut begun, mut served) = (false, 0);
        while let Some(session) = next.take() {
            // Whoever waited for too long for a turn needs none.
            if session.begun.is_closed() {
                next = sessions.try_recv().ok();
                continue;
            }
            if !begun && let Err(error) = self.run(self.begin) {
                let _ = session.begun.send(Err(error));
                return;
            }
            begun = true;
            if let Some(answer) = self.serve(session, !waiting.is_empty()) {
                waiting.push(answer);
            }
            // A full disk rolls everything back by itself, and whoever was in it has to know.
            if self.connection.is_autocommit() {
                break;
            }
            served += 1;
            if served < self.group {
                next = sessions.try_recv().ok();
            }
        }
        if begun {
            self.commit(waiting);
        }
    }

    /// Runs one transaction. Gives whom to tell once it is committed; that an answer is not
    /// wanted any more is no error. While others wait for their commit, it may not dawdle.
    fn serve(&self, session: Session, others_wait: bool) -> Option<Waiting> {
        let Session { begun, requests } = session;
        let next = || {
            if others_wait {
                requests.recv_timeout(DAWDLE).ok()
            } else {
                requests.recv().ok()
            }
        };
        let began = self.run("SAVEPOINT one");
        let failed = began.is_err();
        if begun.send(began).is_err() || failed {
            self.undo();
            return None;
        }
        while let Some(request) = next() {
            match request {
                Request::Execute(sql, values, answer) => {
                    let _ = answer.send(execute(&self.connection, &sql, &values));
                }
                Request::ExecuteEach(sql, rows, answer) => {
                    let _ = answer.send(execute_each(&self.connection, &sql, &rows));
                }
                Request::Query(sql, values, answer) => {
                    let _ = answer.send(query(&self.connection, &sql, &values));
                }
                Request::Batch(sql, answer) => {
                    let _ = answer.send(self.run(&sql));
                }
                // Given up while it waited: then nobody says that it was done.
                Request::Commit(answer) if answer.is_closed() => break,
                Request::Commit(answer) => match self.run("RELEASE one") {
                    Ok(()) => return Some(answer),
                    Err(error) => {
                        let _ = answer.send(Err(error));
                        break;
                    }
                },
            }
        }
        self.undo();
        None
    }

    /// Makes the whole group last, and tells all that wait for it.
    fn commit(&self, waiting: Vec<Waiting>) {
        let committed = if waiting.is_empty() {
            Ok(())
        } else {
            self.file
                .as_ref()
                .map_or(Ok(()), File::check)
                .and_then(|()| self.run("COMMIT"))
        };
        if !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
        for answer in waiting {
            let _ = answer.send(committed.as_ref().copied().map_err(StoreError::again));
        }
    }

    /// Undoes what was not committed of one transaction.
    fn undo(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK TO one; RELEASE one");
        }
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(StoreError::from)
    }
}

fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let changed = statement.execute(params_from_iter(values))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

fn execute_each(connection: &Connection, sql: &str, rows: &Rows) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    for (at, values) in rows.iter().enumerate() {
        // Many rows take milliseconds. Where there is one processor for all, callers wait for it.
        if at % AT_ONCE == 0 {
            thread::yield_now();
        }
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
