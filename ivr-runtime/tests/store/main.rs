//! One store over two engines: every test runs on SQLite, and on PostgreSQL where there is one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;
mod journal;
#[path = "../common/postgres.rs"]
mod postgres;
mod transactions;
mod watched;

use std::future::Future;
use std::sync::Arc;

use common::tree::{Demo, Desk};
use common::{Response, Running};
use ivr_runtime::journal::MIGRATIONS;
use ivr_runtime::server::{Config, Limits, Server};
use ivr_runtime::store::{Database, Store, Value as Bound};
use serde_json::Value;

/// Runs a test on a fresh database of each engine.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    runtime.block_on(test(Database::File(folder.path().join("ivr.sqlite"))));
    if let Some(url) = runtime.block_on(postgres::database()) {
        runtime.block_on(test(url.parse().unwrap()));
    }
}

/// Runs a statement in a transaction of its own, and commits it.
async fn execute(store: &Store, sql: &str, values: &[Bound]) {
    let mut transaction = store.begin().await.unwrap();
    transaction.execute(sql, values).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A server over a database, that lives as long as the closure runs.
async fn serving<F: Future<Output = ()>>(
    database: &Database,
    test: impl FnOnce(std::net::SocketAddr, Arc<Desk>) -> F,
) {
    let store = Store::open(database, &[MIGRATIONS]).await.unwrap();
    let desk = Arc::new(Desk::default());
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        limits: Limits {
            lookup: std::time::Duration::from_secs(60),
            request: std::time::Duration::from_secs(60),
            ..Limits::default()
        },
        ..Config::default()
    };
    let server = Server::<Demo>::bind(config, Arc::clone(&desk))
        .await
        .unwrap()
        .with_store(store);
    let server = Running::run(server, Arc::clone(&desk));
    test(server.address, desk).await;
    assert_eq!(server.stop().await.unwrap().cut, 0);
}

async fn post(address: std::net::SocketAddr, path: &str, event: &Value) -> Response {
    common::post(address, path, &event.to_string()).await
}
