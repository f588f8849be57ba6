//! The PostgreSQL server for tests, named by the environment.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::{Missing, block_on, variable};

/// Creates a new database, and returns its URL.
///
/// # Errors
///
/// If no server is named.
///
/// # Panics
///
/// If the server fails.
pub fn postgres_database() -> Result<String, Missing> {
    static DATABASES: AtomicU64 = AtomicU64::new(0);
    let url = variable(
        "IVR_TEST_POSTGRES",
        "a PostgreSQL",
        "postgres://USER@HOST:PORT",
    )?;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let (nanos, process) = (since.unwrap().as_nanos(), std::process::id());
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("ivr_{nanos}_{process}_{number}");
    block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(create).await.unwrap();
    });
    Ok(format!("{url}/{name}"))
}
