//! Tests of commits, rollbacks and waiting.

use std::collections::BTreeSet;

use ivr_runtime::sqlx::{self, Executor};
use ivr_runtime::store::{Database, Migrations, Store, StoreError};
use support::Outcome;
use tokio::task::JoinSet;

use super::{Engine, execute, number, run};

pub(crate) const NOTES: Migrations = Migrations {
    owner: "notes",
    steps: &["CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)"],
};

const NEWER: Migrations = Migrations {
    owner: "notes",
    steps: &[NOTES.steps[0], "ALTER TABLE notes ADD COLUMN author TEXT"],
};

pub(crate) const INSERT: &str = "INSERT INTO notes VALUES ($1, 'a')";

/// A new SQLite file, in a folder that exists until the first value is dropped.
async fn notes_on_sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::File(folder.path().join("ivr.sqlite"));
    let store = Store::open(&database, &[NOTES]).await.unwrap();
    (folder, store)
}

async fn ids(store: &Store) -> BTreeSet<i64> {
    let mut connection = store.read().await.unwrap();
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM notes")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    ids.into_iter().collect()
}

pub(crate) fn what_is_committed_lasts_and_what_is_not_does_not(engine: Engine) -> Outcome {
    engine.run(async |database| {
        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let mut kept = store.begin().await.unwrap();
        let note = sqlx::query("INSERT INTO notes VALUES ($2, $1)");
        let note = note.bind("é 'quoted' $1 ?").bind(1_i64);
        assert_eq!(note.execute(&mut *kept).await.unwrap().rows_affected(), 1);
        kept.commit().await.unwrap();
        let mut undone = store.begin().await.unwrap();
        run(&mut undone, INSERT, &[2]).await.unwrap();
        drop(undone);
        let mut failed = store.begin().await.unwrap();
        run(&mut failed, INSERT, &[3]).await.unwrap();
        let error = run(&mut failed, INSERT, &[3]).await;
        assert!(matches!(error, Err(StoreError::Conflict(_))), "{error:?}");
        drop(failed);
        drop(store);

        let store = Store::open(&database, &[NOTES]).await.unwrap();
        assert_eq!(ids(&store).await, BTreeSet::from([1]));
        let mut connection = store.read().await.unwrap();
        let text: String = sqlx::query_scalar("SELECT text FROM notes WHERE text LIKE '%$1%'")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert_eq!(text, "é 'quoted' $1 ?");
    })
}

/// After a failed statement, PostgreSQL answers `COMMIT` with a rollback, and no error.
pub(crate) fn a_transaction_that_failed_on_postgres_is_not_said_to_be_committed() -> Outcome {
    Engine::Postgres.run(async |database| {
        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let mut failed = store.begin().await.unwrap();
        run(&mut failed, INSERT, &[3]).await.unwrap();
        run(&mut failed, INSERT, &[3]).await.unwrap_err();
        failed.commit().await.unwrap_err();
        assert_eq!(ids(&store).await, BTreeSet::new());
    })
}

pub(crate) fn an_older_database_is_brought_up_to_date_and_a_newer_one_is_left_alone(
    engine: Engine,
) -> Outcome {
    engine.run(async |database| {
        let old = Store::open(&database, &[NOTES]).await.unwrap();
        execute(&old, "INSERT INTO notes VALUES (1, 'kept')", &[]).await;
        drop(old);
        // Several servers of the new release start at the same time.
        let mut starts = JoinSet::new();
        for _ in 0..4 {
            let database = database.clone();
            starts.spawn(async move { Store::open(&database, &[NEWER]).await.map(drop) });
        }
        for started in starts.join_all().await {
            started.unwrap();
        }
        let new = Store::open(&database, &[NEWER]).await.unwrap();
        let kept = "SELECT COUNT(*) FROM notes WHERE text = 'kept' AND author IS NULL";
        assert_eq!(number(&new, kept).await, 1);
        let error = Store::open(&database, &[NOTES]).await.unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::Newer {
                    found: 2,
                    known: 1,
                    ..
                }
            ),
            "{error}"
        );
    })
}

pub(crate) async fn transactions_that_wait_are_committed_together_and_each_is_undone_by_itself() {
    let (_folder, store) = notes_on_sqlite().await;
    let mut callers = JoinSet::new();
    for number in 0..300_i64 {
        let store = store.clone();
        callers.spawn(async move {
            let mut transaction = store.begin().await.unwrap();
            run(&mut transaction, INSERT, &[number]).await.unwrap();
            match number % 3 {
                0 => transaction.commit().await.unwrap(),
                1 => drop(transaction),
                _ => {
                    let again = run(&mut transaction, INSERT, &[number]).await;
                    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
                }
            }
        });
    }
    callers.join_all().await;
    assert_eq!(ids(&store).await, (0..300).step_by(3).collect());
}

pub(crate) async fn what_does_not_fit_leaves_nothing_behind() {
    let (_folder, store) = notes_on_sqlite().await;
    let mut transaction = store.begin().await.unwrap();
    let limit = "PRAGMA max_page_count = 16";
    transaction.execute(limit).await.unwrap();
    run(&mut transaction, INSERT, &[1]).await.unwrap();
    let full = sqlx::query("INSERT INTO notes VALUES (2, $1)").bind("a".repeat(1_000_000));
    let full = full
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::from);
    assert!(matches!(full, Err(StoreError::Full(_))), "{full:?}");
    // All of it was rolled back.
    assert!(transaction.commit().await.is_err());
    assert_eq!(ids(&store).await, BTreeSet::new());
    // The next transaction is not affected.
    execute(&store, INSERT, &[3]).await;
    assert_eq!(ids(&store).await, BTreeSet::from([3]));
}

/// A caller who gives up at any point leaves the file to the others.
pub(crate) async fn a_transaction_that_nobody_waits_for_holds_nobody_up() {
    let (_folder, store) = notes_on_sqlite().await;
    let first = store.begin().await.unwrap();
    let mut waits = Box::pin(store.begin());
    assert!(at_once(&mut waits).is_none());
    // Its turn comes when nobody waits for it any more.
    drop(waits);
    drop(first);
    execute(&store, INSERT, &[1]).await;
    let mut third = store.begin().await.unwrap();
    run(&mut third, INSERT, &[2]).await.unwrap();
    let mut commit = Box::pin(third.commit());
    assert!(at_once(&mut commit).is_none());
    drop(commit);
    // Nobody waits for the result, but the transaction had begun, and is finished.
    execute(&store, INSERT, &[3]).await;
    assert_eq!(ids(&store).await, BTreeSet::from([1, 2, 3]));
}

/// The output of a future that is ready at once.
pub(crate) fn at_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(future).poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}
