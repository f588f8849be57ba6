//! The PostgreSQL that the environment names, for tests that run on it too.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use tokio_postgres::{Config, NoTls};

/// Creates a database of its own, and gives its URL. `None` where there is no PostgreSQL,
/// unless everything is to run.
pub(crate) async fn database() -> Option<String> {
    static DATABASES: AtomicU64 = AtomicU64::new(0);
    let Ok(url) = std::env::var("IVR_TEST_POSTGRES") else {
        let how = "not run on PostgreSQL: set IVR_TEST_POSTGRES=postgres://USER@HOST:PORT";
        assert!(std::env::var_os("IVR_REQUIRE_EXTERNAL").is_none(), "{how}");
        eprintln!("{how}");
        return None;
    };
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let (nanos, process) = (since.unwrap().as_nanos(), std::process::id());
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("ivr_{nanos}_{process}_{number}");
    let config = Config::from_str(&url).unwrap();
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let create = format!("CREATE DATABASE {name}");
    client.batch_execute(&create).await.unwrap();
    Some(format!("{url}/{name}"))
}
