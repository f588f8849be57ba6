//! The thread that has a connection, and what it does for whom.

use std::thread;
use std::time::Duration;

use rusqlite::{Connection, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::{File, numbered};
use crate::store::{Row, Statement, StoreError, Value};

/// As many errands may wait for their turn; whoever comes later waits to wait.
const WAITING: usize = 1024;

/// As many transactions are committed at once, where so many wait.
const GROUP: usize = 64;

/// As many statements stay prepared: the journal's, an application's, and our own few.
const PREPARED: usize = 64;

/// How long a transaction may do nothing while others wait to be committed with it. Longer than
/// any look-up is waited for, whose transaction ends with it: a machine that is merely busy is no
/// reason to undo a booking.
const DAWDLE: Duration = Duration::from_secs(2);

/// What a thread is asked to do.
#[derive(Debug)]
pub(super) enum Errand {
    /// A question, which needs no transaction.
    Read(String, Vec<Value>, Answer<Vec<Row>>),
    /// A transaction, statement by statement.
    Transaction(std::sync::mpsc::Receiver<Request>),
    /// A transaction whose statements are all known. The answer is the rows of each.
    Write(Vec<Statement>, Answer<Vec<Vec<Row>>>),
}

/// The next statement of a transaction.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) what: What,
    pub(super) answer: Answer<Done>,
}

#[derive(Debug)]
pub(super) enum What {
    /// One statement with its values.
    Run(String, Vec<Value>),
    /// Several without any.
    Batch(String),
    /// The end.
    Commit,
}

/// What a statement did.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// So many rows are new, other, or gone.
    pub(super) changed: u64,
    pub(super) rows: Vec<Row>,
}

/// Whoever waits for an answer. That nobody does any more is no error.
pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Tells somebody whether their transaction was committed.
type Waiting = Box<dyn FnOnce(Result<(), StoreError>)>;

/// Starts a thread that runs errands one after the other, until nobody can ask.
pub(super) fn spawn(
    connection: Connection,
    file: Option<File>,
) -> Result<mpsc::Sender<Errand>, StoreError> {
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let (sender, mut errands) = mpsc::channel(WAITING);
    let thread = Thread { connection, file };
    thread::Builder::new()
        .name("sqlite".to_owned())
        .spawn(move || {
            while let Some(errand) = errands.blocking_recv() {
                thread.run_group(errand, &mut errands);
            }
        })
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    Ok(sender)
}

/// What a thread works with.
struct Thread {
    connection: Connection,
    file: Option<File>,
}

impl Thread {
    /// Runs an errand, and those that wait already, and commits them all at once: the
    /// disk takes as long for many as for one. Each is a savepoint, undone by itself.
    fn run_group(&self, first: Errand, errands: &mut mpsc::Receiver<Errand>) {
        let mut waiting = Vec::new();
        let mut next = Some(first);
        let mut served = 0;
        while let Some(errand) = next.take() {
            let in_group = self.is_in_transaction();
            match errand {
                // Whoever waited for too long for a turn needs none.
                Errand::Read(_, _, answer) if answer.is_closed() => {}
                Errand::Write(_, answer) if answer.is_closed() => {}
                Errand::Read(sql, values, answer) => {
                    let done = self.statement(&sql, &values);
                    let _ = answer.send(done.map(|done| done.rows));
                }
                Errand::Write(statements, answer) => {
                    waiting.extend(self.write(statements, answer));
                }
                Errand::Transaction(requests) => {
                    waiting.extend(self.serve(&requests, !waiting.is_empty()));
                }
            }
            // A full disk rolls everything back by itself, and whoever was in it has to know.
            if in_group && !self.is_in_transaction() {
                break;
            }
            served += 1;
            if served < GROUP {
                next = errands.try_recv().ok();
            }
        }
        self.commit(waiting);
    }

    /// Runs a transaction that is known as a whole. Gives whom to tell once it is committed.
    fn write(&self, statements: Vec<Statement>, answer: Answer<Vec<Vec<Row>>>) -> Option<Waiting> {
        let written = self.begin().and_then(|()| {
            let rows = statements.into_iter().map(|statement| self.each(statement));
            let rows = rows.collect::<Result<_, _>>()?;
            self.run("RELEASE one").map(|()| rows)
        });
        match written {
            Ok(rows) => Some(Box::new(|committed| {
                let _ = answer.send(committed.map(|()| rows));
            })),
            Err(error) => {
                self.undo();
                let _ = answer.send(Err(error));
                None
            }
        }
    }

    /// Runs a transaction as it is asked for. Gives whom to tell once it is committed. While others
    /// wait for their commit, it may not dawdle.
    fn serve(
        &self,
        requests: &std::sync::mpsc::Receiver<Request>,
        others_wait: bool,
    ) -> Option<Waiting> {
        let next = || {
            let request = if others_wait {
                requests.recv_timeout(DAWDLE).ok()
            } else {
                requests.recv().ok()
            };
            // Given up while it waited: then nothing of it is to be done, nor said to be.
            request.filter(|request| !request.answer.is_closed())
        };
        let mut begun = false;
        while let Some(Request { what, answer }) = next() {
            if !begun && let Err(error) = self.begin() {
                let _ = answer.send(Err(error));
                break;
            }
            begun = true;
            let done = match what {
                What::Run(sql, values) => self.statement(&sql, &values),
                What::Batch(sql) => self.batch(&sql).map(|()| Done::default()),
                What::Commit => match self.run("RELEASE one") {
                    Ok(()) => {
                        return Some(Box::new(|committed| {
                            let _ = answer.send(committed.map(|()| Done::default()));
                        }));
                    }
                    Err(error) => Err(error),
                },
            };
            let _ = answer.send(done);
            // A full disk has undone it all. What came now would be done outside of it.
            if !self.is_in_transaction() {
                break;
            }
        }
        if begun {
            self.undo();
        }
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
        if self.is_in_transaction() {
            let _ = self.run("ROLLBACK");
        }
        for tell in waiting {
            tell(committed.as_ref().copied().map_err(StoreError::again));
        }
    }

    /// Begins one transaction of a group, and the group with the first of them.
    fn begin(&self) -> Result<(), StoreError> {
        if !self.is_in_transaction() {
            self.run("BEGIN IMMEDIATE")?;
        }
        self.run("SAVEPOINT one")
    }

    /// Undoes what was not committed of one transaction.
    fn undo(&self) {
        if self.is_in_transaction() {
            let _ = self.batch("ROLLBACK TO one; RELEASE one");
        }
    }

    fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Runs one of our own few statements.
    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(StoreError::from)
    }

    /// Runs a statement once.
    fn statement(&self, sql: &str, values: &[Value]) -> Result<Done, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = rows(&mut statement, values)?;
        Ok(Done {
            changed: self.connection.changes(),
            rows,
        })
    }

    /// Runs a statement once for each of its rows, and gives all that it answers.
    fn each(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let mut prepared = self.connection.prepare_cached(&numbered(statement.sql))?;
        let mut answers = Vec::new();
        for values in &statement.rows {
            answers.extend(rows(&mut prepared, values)?);
        }
        Ok(answers)
    }
}

/// Runs a statement to its end.
fn rows(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> Result<Vec<Row>, StoreError> {
    let columns = statement.column_count();
    let rows = statement.query_map(params_from_iter(values), |row| {
        (0..columns)
            .map(|at| row.get(at))
            .collect::<Result<_, _>>()
            .map(Row)
    })?;
    rows.collect::<Result<_, _>>().map_err(StoreError::from)
}
