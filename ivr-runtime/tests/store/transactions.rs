//! What is committed, what is undone, and who waits for whom.

use std::collections::BTreeSet;

use ivr_runtime::store::{Database, Migrations, Store, StoreError};
use support::Outcome;
use tokio::task::JoinSet;

use super::{Engine, execute};

const NOTES: Migrations = Migrations {
    owner: "notes",
    steps: &["CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)"],
};

const NEWER: Migrations = Migrations {
    owner: "notes",
    steps: &[NOTES.steps[0], "ALTER TABLE notes ADD COLUMN author TEXT"],
};

/// A new SQLite file, in a folder that is there as long as the first is kept.
async fn notes_on_sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::File(folder.path().join("ivr.sqlite"));
    let store = Store::open(&database, &[NOTES]).await.unwrap();
    (folder, store)
}

pub(crate) fn what_is_committed_lasts_and_what_is_not_does_not(engine: Engine) -> Outcome {
    engine.run(async |database| {
        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let mut kept = store.begin().await.unwrap();
        let insert = "INSERT INTO notes VALUES ($2, $1)";
        let changed = kept.execute(insert, &["é 'quoted'".into(), 1.into()]).await;
        assert_eq!(changed.unwrap(), 1);
        kept.commit().await.unwrap();
        let mut undone = store.begin().await.unwrap();
        undone
            .execute(insert, &[None::<&str>.into(), 2.into()])
            .await
            .unwrap();
        drop(undone);
        let mut failed = store.begin().await.unwrap();
        failed
            .execute(insert, &["a".into(), 3.into()])
            .await
            .unwrap();
        let error = failed.execute(insert, &["a".into(), 3.into()]).await;
        assert!(matches!(error, Err(StoreError::Conflict(_))), "{error:?}");
        assert!(failed.commit().await.is_err());
        drop(store);

        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let rows = store
            .query("SELECT id, text FROM notes", &[])
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].integer(0).unwrap(), rows[0].text(1).unwrap()),
            (1, "é 'quoted'")
        );
        assert!(rows[0].integer(1).is_err());
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
        let rows = new
            .query("SELECT text, author FROM notes", &[])
            .await
            .unwrap();
        assert_eq!(rows[0].text(0).unwrap(), "kept");
        assert_eq!(rows[0].optional_text(1).unwrap(), None);
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
            let values = [number.into(), "a".into()];
            let insert = "INSERT INTO notes VALUES ($1, $2)";
            transaction.execute(insert, &values).await.unwrap();
            match number % 3 {
                0 => transaction.commit().await.unwrap(),
                1 => drop(transaction),
                _ => {
                    let again = transaction.execute(insert, &values).await;
                    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
                }
            }
        });
    }
    callers.join_all().await;
    let rows = store.query("SELECT id FROM notes", &[]).await.unwrap();
    let kept: BTreeSet<_> = rows.iter().map(|row| row.integer(0).unwrap()).collect();
    assert_eq!(kept, (0..300).step_by(3).collect());
}

pub(crate) async fn what_does_not_fit_leaves_nothing_behind() {
    let (_folder, store) = notes_on_sqlite().await;
    let mut transaction = store.begin().await.unwrap();
    let pages = transaction.query("PRAGMA max_page_count = 16", &[]).await;
    assert_eq!(pages.unwrap()[0].integer(0).unwrap(), 16);
    let insert = "INSERT INTO notes VALUES ($1, $2)";
    transaction
        .execute(insert, &[1.into(), "a".into()])
        .await
        .unwrap();
    let full = transaction
        .execute(insert, &[2.into(), "a".repeat(1_000_000).into()])
        .await;
    assert!(matches!(full, Err(StoreError::Full(_))), "{full:?}");
    // It all was undone by that, and what comes now must not last by itself.
    let _ = transaction.execute(insert, &[3.into(), "a".into()]).await;
    assert!(transaction.commit().await.is_err());
    let rows = store.query("SELECT id FROM notes", &[]).await.unwrap();
    assert_eq!(rows.len(), 0);
}

pub(crate) async fn a_transaction_that_dawdles_keeps_nobody_from_their_commit() {
    let (_folder, store) = notes_on_sqlite().await;
    let mut first = store.begin().await.unwrap();
    let insert = "INSERT INTO notes VALUES ($1, 'a')";
    first.execute(insert, &[1.into()]).await.unwrap();
    // It waits behind the first one, and asks for nothing when its turn comes.
    let mut second = store.begin().await.unwrap();
    first.commit().await.unwrap();
    let late = second.execute(insert, &[2.into()]).await;
    assert!(matches!(late, Err(StoreError::Locked(_))), "{late:?}");
    let rows = store.query("SELECT id FROM notes", &[]).await.unwrap();
    assert_eq!(rows.len(), 1);
}
