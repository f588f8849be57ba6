//! Tests of the store, each on SQLite and, if available, on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;
mod journal;
mod life;
mod transactions;
mod watched;

use std::process::ExitCode;
use std::sync::Arc;

use common::tree::{Demo, Desk};
use common::{Response, Running};
use ivr_runtime::journal::MIGRATIONS;
use ivr_runtime::server::{Config, Limits, Server};
use ivr_runtime::sqlx::{self, AssertSqlSafe};
use ivr_runtime::store::{Database, Store, StoreError};
use serde_json::Value;
use support::Outcome;

/// The database engine of a test.
#[derive(Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Runs a test on a fresh database.
    pub(crate) fn run<F: Future<Output = ()>>(self, test: impl FnOnce(Database) -> F) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let database = match self {
            Self::Sqlite => Database::File(folder.path().join("ivr.sqlite")),
            Self::Postgres => support::postgres_database()?.parse().unwrap(),
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(test(database));
        Ok(())
    }
}

/// Tests that run on each engine.
macro_rules! on_both {
    ($($run:path),* $(,)?) => {
        vec![$(
            support::test(concat!("sqlite::", stringify!($run)), || $run(Engine::Sqlite)),
            support::test(concat!("postgres::", stringify!($run)), || $run(Engine::Postgres)),
        )*]
    };
}

fn main() -> ExitCode {
    let mut tests = on_both![
        journal::a_repeated_event_hears_the_same_and_does_nothing_twice,
        journal::what_no_index_takes_is_kept_and_leaves_the_other_steps_alone,
        journal::a_summary_is_kept_once_and_a_call_is_read_from_its_beginning_to_its_end,
        life::old_calls_are_pruned_beside_the_load_and_new_ones_kept,
        life::nobody_on_the_phone_waits_for_a_page,
        life::a_number_is_shown_and_forgotten_and_others_are_left,
        transactions::what_is_committed_lasts_and_what_is_not_does_not,
        transactions::an_older_database_is_brought_up_to_date_and_a_newer_one_is_left_alone,
        watched::every_call_is_listed_before_the_database_knows_what_it_holds,
        watched::a_call_is_listed_while_its_first_step_comes,
        watched::a_hundred_thousand_calls_are_watched_as_quickly_as_a_few,
        watched::live_calls_differ_from_ended_ones,
    ];
    tests.extend(support::async_tests![
        journal::a_server_without_a_store_answers_repeats_the_same_too,
        transactions::transactions_that_wait_are_committed_together_and_each_is_undone_by_itself,
        transactions::what_does_not_fit_leaves_nothing_behind,
        transactions::a_transaction_that_nobody_waits_for_holds_nobody_up,
    ]);
    tests.extend(support::tests![
        life::of_two_servers_one_prunes,
        life::the_space_of_what_is_pruned_is_given_back,
        life::a_log_that_a_reader_made_grow_shrinks_behind_it,
        life::a_copy_that_is_made_while_others_write_is_whole,
        transactions::a_transaction_that_failed_on_postgres_is_not_said_to_be_committed,
    ]);
    support::run(tests)
}

/// Runs a statement in a transaction of its own, and commits it.
async fn execute(store: &Store, sql: impl Into<String>, values: &[i64]) {
    let mut transaction = store.begin().await.unwrap();
    run(&mut transaction, sql, values).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Runs a statement.
async fn run(
    connection: &mut sqlx::AnyConnection,
    sql: impl Into<String>,
    values: &[i64],
) -> Result<(), StoreError> {
    let query = sqlx::query(AssertSqlSafe(sql.into()));
    let query = values.iter().fold(query, |query, value| query.bind(*value));
    query.execute(connection).await?;
    Ok(())
}

/// The number that a query returns.
async fn number(store: &Store, sql: impl Into<String>) -> i64 {
    let mut connection = store.read().await.unwrap();
    let number = sqlx::query_scalar(AssertSqlSafe(sql.into()));
    number.fetch_one(&mut *connection).await.unwrap()
}

/// Runs a server on a database while the closure runs.
async fn serving<F: Future<Output = ()>>(
    database: &Database,
    test: impl FnOnce(std::net::SocketAddr, Arc<Desk>) -> F,
) {
    let store = Store::open(database, &[MIGRATIONS]).await.unwrap();
    let desk = Arc::new(Desk::default());
    let config = Config::default()
        .with_listen(([127, 0, 0, 1], 0).into())
        .with_limits(
            Limits::default()
                .with_lookup(std::time::Duration::from_secs(60))
                .with_request(std::time::Duration::from_secs(60)),
        );
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
