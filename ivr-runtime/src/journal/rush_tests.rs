//! What becomes of more steps than there is time for.

use std::path::PathBuf;

use tempfile::TempDir;
use tokio::time::timeout;

use super::*;
use crate::Key;
use crate::label::InputLabel;
use crate::store::Database;

/// As many steps at once make four blocks.
const RUSH: usize = 1000;

fn steps(count: usize) -> impl Iterator<Item = Step<'static>> {
    (0..count).map(|number| Step {
        key: format!("event-{number}"),
        session: format!("a\tcall\\{}\n", number % 10).into(),
        at: i64::try_from(number).unwrap(),
        caller: (number % 2 == 0).then(|| "+6591234567".into()),
        state: "main_menu",
        input: InputLabel::Key(Key::One),
        outcome: "end",
    })
}

pub(super) async fn tables() -> Store {
    Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap()
}

/// The same in a file, which is gone with its folder.
async fn tables_in_a_file() -> (TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ivr.sqlite");
    let database = Database::File(file.clone());
    let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
    (folder, file, store)
}

/// A journal that so many steps came to at once.
fn begin(store: &Store, count: usize) -> (Journal, JoinHandle<()>) {
    let (journal, writer) = Journal::start(store.clone());
    for step in steps(count) {
        journal.step(&step);
    }
    (journal, writer)
}

/// Waits for what has to happen, and no longer than a moment.
async fn until(mut happened: impl AsyncFnMut() -> bool) {
    let moment = Duration::from_secs(30);
    let wait = async {
        while !happened().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(moment, wait).await.expect("it happens");
}

async fn number(store: &Store, sql: &str) -> i64 {
    store.query(sql, &[]).await.unwrap()[0].integer(0).unwrap()
}

async fn rows(store: &Store) -> i64 {
    number(store, "SELECT COUNT(*) FROM ivr_steps").await
}

async fn blocks(store: &Store) -> i64 {
    number(store, "SELECT COUNT(*) FROM ivr_rushes").await
}

#[tokio::test]
async fn a_rush_is_kept_at_once_and_has_its_rows_when_there_is_time() {
    let store = tables().await;
    let (journal, writer) = begin(&store, RUSH);
    assert_eq!(journal.waiting(), RUSH);
    until(async || journal.blocks() > 0).await;
    assert_eq!((journal.blocks(), journal.waiting()), (4, 0));
    // As a server that is killed.
    writer.abort();
    assert!(writer.await.is_err());
    assert_eq!(rows(&store).await, 0);

    let (journal, writer) = Journal::start(store.clone());
    drop(journal);
    until(async || writer.is_finished()).await;
    writer.await.unwrap();
    assert_eq!(blocks(&store).await, 0);
    assert_eq!(rows(&store).await, 1000);
    assert_eq!(
        number(&store, "SELECT COUNT(caller) FROM ivr_steps").await,
        500
    );
    let call = Journal::call(&store, "a\tcall\\3\n").await.unwrap();
    let path = call.unwrap().path;
    let step = |(at, state, input, outcome): &(i64, String, String, String)| {
        (*at, format!("{state} {input} {outcome}"))
    };
    assert_eq!(path.len(), 100);
    assert_eq!(step(&path[2]), (23, "main_menu 1 end".to_owned()));
}

#[tokio::test]
async fn a_rush_that_is_over_leaves_no_blocks() {
    let store = tables().await;
    let (journal, _writer) = begin(&store, RUSH);
    let mut left = vec![];
    until(async || {
        let is_over = rows(&store).await == 1000;
        if !is_over {
            left.push(journal.blocks());
        }
        is_over
    })
    .await;
    left.dedup();
    assert_eq!(left, [0, 4, 3, 2, 1]);
}

#[tokio::test]
async fn a_rush_that_is_over_leaves_the_next_one_an_empty_log() {
    let (folder, file, store) = tables_in_a_file().await;
    let (_journal, _writer) = begin(&store, RUSH);
    // What is there without the log has been copied.
    let alone = folder.path().join("alone.sqlite");
    until(async || {
        std::fs::copy(&file, &alone).unwrap();
        let copied = rusqlite::Connection::open(&alone).unwrap();
        let rows = copied.query_row("SELECT COUNT(*) FROM ivr_steps", [], |row| row.get(0));
        rows.is_ok_and(|rows: i64| rows == 1000)
    })
    .await;
}

#[tokio::test]
async fn what_there_is_no_room_for_is_counted() {
    const ROOM: usize = 32_768;
    let store = tables().await;
    let (journal, writer) = begin(&store, ROOM + 5);
    assert_eq!((journal.waiting(), journal.dropped()), (ROOM, 5));
    drop(journal);
    until(async || writer.is_finished()).await;
    writer.await.unwrap();
    // At the end nobody is in a hurry.
    assert_eq!(blocks(&store).await, 0);
    assert_eq!(rows(&store).await, 32_768);
}

#[tokio::test]
async fn what_can_t_be_written_now_waits_on() {
    let (_folder, file, store) = tables_in_a_file().await;
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (journal, _writer) = begin(&store, 7);
    // Taken, put back, and taken again.
    for waiting in [0, 7, 0] {
        until(async || journal.waiting() == waiting).await;
    }
    journal.step(&steps(8).last().unwrap());
    other.execute_batch("ROLLBACK").unwrap();
    until(async || rows(&store).await == 8).await;
    assert_eq!((journal.waiting(), journal.dropped()), (0, 0));
}

#[tokio::test]
async fn what_can_never_be_written_is_given_up() {
    let store = tables().await;
    let mut transaction = store.begin().await.unwrap();
    let rename = "ALTER TABLE ivr_steps RENAME TO another";
    transaction.execute(rename, &[]).await.unwrap();
    transaction.commit().await.unwrap();
    let (journal, _writer) = begin(&store, 7);
    until(async || journal.dropped() == 7).await;
    assert_eq!(journal.waiting(), 0);
}
