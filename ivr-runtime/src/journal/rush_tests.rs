//! What becomes of more steps than there is time for.

use tokio::time::timeout;

use super::*;
use crate::store::Database;

/// As many steps at once make four blocks.
const RUSH: usize = 1000;

fn steps(count: usize) -> impl Iterator<Item = Step<'static>> {
    (0..count).map(|number| Step {
        key: format!("event-{number}").into(),
        session: format!("a\tcall\\{}\n", number % 10).into(),
        at: i64::try_from(number).unwrap(),
        caller: (number % 2 == 0).then(|| "+6591234567".into()),
        state: "main_menu",
        input: "1",
        outcome: "end",
    })
}

/// What has to happen, and within no more than a moment.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    let moment = Duration::from_secs(30);
    timeout(moment, what).await.expect("it happens")
}

async fn count(store: &Store, of: &str) -> i64 {
    let rows = store.query(&format!("SELECT COUNT({of}"), &[]).await;
    rows.unwrap()[0].integer(0).unwrap()
}

#[tokio::test]
async fn a_rush_is_kept_at_once_and_has_its_rows_when_there_is_time() {
    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let (journal, writer) = Journal::start(store.clone());
    for step in steps(RUSH) {
        journal.step(&step);
    }
    assert_eq!(journal.waiting(), RUSH);
    soon(async {
        while journal.blocks() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!((journal.blocks(), journal.waiting()), (4, 0));
    // As a server that is killed.
    writer.abort();
    assert!(writer.await.is_err());
    assert_eq!(count(&store, "*) FROM ivr_steps").await, 0);

    let (journal, writer) = Journal::start(store.clone());
    drop(journal);
    soon(writer).await.unwrap();
    assert_eq!(count(&store, "*) FROM ivr_blocks").await, 0);
    assert_eq!(count(&store, "*) FROM ivr_steps").await, 1000);
    assert_eq!(count(&store, "caller) FROM ivr_steps").await, 500);
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
    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let (journal, _writer) = Journal::start(store.clone());
    for step in steps(RUSH) {
        journal.step(&step);
    }
    let mut blocks = vec![];
    soon(async {
        while count(&store, "*) FROM ivr_steps").await < 1000 {
            blocks.push(journal.blocks());
            tokio::task::yield_now().await;
        }
    })
    .await;
    blocks.dedup();
    assert_eq!(blocks, [0, 4, 3, 2, 1]);
}

#[tokio::test]
async fn what_there_is_no_room_for_is_counted() {
    const ROOM: usize = 8192;
    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let (journal, writer) = Journal::start(store.clone());
    for step in steps(ROOM + 5) {
        journal.step(&step);
    }
    assert_eq!((journal.waiting(), journal.dropped()), (ROOM, 5));
    drop(journal);
    soon(writer).await.unwrap();
    // At the end nobody is in a hurry.
    assert_eq!(count(&store, "*) FROM ivr_blocks").await, 0);
    assert_eq!(count(&store, "*) FROM ivr_steps").await, 8192);
}

#[tokio::test]
async fn what_can_t_be_written_now_waits_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ivr.sqlite");
    let database = Database::File(file.clone());
    let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (journal, _writer) = Journal::start(store.clone());
    for step in steps(7) {
        journal.step(&step);
    }
    // Taken, put back, and taken again.
    for waiting in [0, 7, 0] {
        soon(async {
            while journal.waiting() != waiting {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    journal.step(&steps(8).last().unwrap());
    other.execute_batch("ROLLBACK").unwrap();
    soon(async {
        while count(&store, "*) FROM ivr_steps").await < 8 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!((journal.waiting(), journal.dropped()), (0, 0));
}

#[tokio::test]
async fn what_can_never_be_written_is_given_up() {
    let store = Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap();
    let mut transaction = store.begin().await.unwrap();
    let rename = "ALTER TABLE ivr_steps RENAME TO another";
    transaction.execute(rename, &[]).await.unwrap();
    transaction.commit().await.unwrap();
    let (journal, _writer) = Journal::start(store);
    for step in steps(7) {
        journal.step(&step);
    }
    soon(async {
        while journal.dropped() < 7 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(journal.waiting(), 0);
}
