//! PostgreSQL: a few connections that are kept, and made anew when they broke.

mod error;
mod server;
mod value;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::config::SslMode;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use tracing::{debug, info};

pub use server::PostgresServer;

use super::{Row, Statement, StoreError, Value};
use server::is_about_tls;

/// As many connections at most: what one server needs, and few of the 100 that a
/// PostgreSQL has by default.
const CONNECTIONS: usize = 16;

/// How long a server that does not answer may hold up whoever asks first.
const CONNECT: Duration = Duration::from_secs(2);

/// A PostgreSQL database.
#[derive(Debug)]
pub(super) struct Postgres {
    /// Where connections live: not in whatever asks for one, which may block its threads.
    runtime: Handle,
    connect: Connect,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Client>>>,
}

/// A transaction on a connection of its own. Dropped, it takes the connection with it,
/// and the server undoes what was not committed.
#[derive(Debug)]
pub(super) struct Transaction {
    client: Client,
    idle: Arc<Mutex<Vec<Client>>>,
    _turn: OwnedSemaphorePermit,
}

impl Postgres {
    pub(super) fn new(server: &PostgresServer) -> Result<Self, StoreError> {
        let mut config = server.config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.application_name("ivr");
        Ok(Self {
            runtime: Handle::current(),
            connect: Connect {
                config: Arc::new(config),
                tls: server.tls()?,
            },
            turns: Arc::new(Semaphore::new(CONNECTIONS)),
            idle: Arc::default(),
        })
    }

    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| StoreError::Closed)?;
        // One that was kept may have broken meanwhile, and only using it tells.
        while let Some(client) = self.kept() {
            if client.batch_execute("BEGIN").await.is_ok() {
                return Ok(self.transaction(client, turn));
            }
        }
        let client = self.connect().await?;
        client.batch_execute("BEGIN").await?;
        Ok(self.transaction(client, turn))
    }

    /// Runs statements in a transaction of their own, and gives the rows of each.
    pub(super) async fn write(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let transaction = self.begin().await?;
        let mut answers = Vec::with_capacity(statements.len());
        for statement in statements {
            answers.push(transaction.each(statement).await?);
        }
        transaction.commit().await?;
        Ok(answers)
    }

    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let transaction = self.begin().await?;
        let rows = transaction.query(sql, values).await?;
        transaction.commit().await?;
        Ok(rows)
    }

    fn transaction(&self, client: Client, turn: OwnedSemaphorePermit) -> Transaction {
        Transaction {
            client,
            idle: Arc::clone(&self.idle),
            _turn: turn,
        }
    }

    fn kept(&self) -> Option<Client> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|client| !client.is_closed());
        idle.pop()
    }

    async fn connect(&self) -> Result<Client, StoreError> {
        let connected = self.runtime.spawn(self.connect.clone().run()).await;
        let client = connected.map_err(|_| StoreError::Closed)??;
        // Nothing that we ask for takes long, and a caller hears none of it after that.
        client
            .batch_execute("SET statement_timeout = '5s'; SET lock_timeout = '5s'")
            .await?;
        Ok(client)
    }
}

/// How a connection is made.
#[derive(Clone)]
struct Connect {
    config: Arc<Config>,
    tls: Option<MakeRustlsConnect>,
}

impl Connect {
    async fn run(self) -> Result<Client, tokio_postgres::Error> {
        if let Some(tls) = self.tls {
            match self.config.connect(tls).await {
                Ok((client, connection)) => {
                    drive(connection);
                    return Ok(client);
                }
                Err(error)
                    if self.config.get_ssl_mode() == SslMode::Prefer && is_about_tls(&error) =>
                {
                    info!(%error, "no TLS to PostgreSQL; sslmode=require insists on it");
                }
                Err(error) => return Err(error),
            }
        }
        let (client, connection) = self.config.connect(NoTls).await?;
        drive(connection);
        Ok(client)
    }
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect")
            .field("tls", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}

/// Sends and receives for a client, until either end is gone.
fn drive(connection: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            debug!(%error, "a connection to PostgreSQL ended");
        }
    });
}

impl Transaction {
    pub(super) async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        Ok(self.client.execute_typed(sql, &typed(values)).await?)
    }

    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        rows(self.client.query_typed(sql, &typed(values)).await?)
    }

    /// Runs a statement once for each of its rows, and gives all that it answers.
    async fn each(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        if let [values] = &statement.rows[..] {
            return self.query(statement.sql, values).await;
        }
        let prepared = self.client.prepare(statement.sql).await?;
        let values: Vec<Vec<_>> = statement.rows.iter().map(|row| parameters(row)).collect();
        // All are sent before the first answer is waited for.
        let asked = values.iter().map(|row| self.client.query(&prepared, row));
        let answers = try_join_all(asked).await?;
        let answers = answers
            .into_iter()
            .map(rows)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(answers.into_iter().flatten().collect())
    }

    pub(super) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.client.batch_execute("COMMIT").await?;
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.client);
        Ok(())
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as _).collect()
}

/// With their types, so that the server need not be asked for them before: one way there and back.
fn typed(values: &[Value]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    values
        .iter()
        .map(|value| (value as _, value.kind()))
        .collect()
}

fn rows(rows: Vec<tokio_postgres::Row>) -> Result<Vec<Row>, StoreError> {
    let row = |row: tokio_postgres::Row| {
        (0..row.len())
            .map(|at| row.try_get(at))
            .collect::<Result<_, _>>()
            .map(Row)
    };
    let rows = rows.into_iter().map(row).collect::<Result<_, _>>();
    rows.map_err(StoreError::from)
}
