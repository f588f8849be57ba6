//! Tests the steps that are written after responses, and where callers hung up.

use std::path::PathBuf;

use sqlx::{AnyConnection, Connection, Executor};
use support::within;
use tempfile::TempDir;

use super::*;
use crate::menu::Key;
use crate::menu::label::InputLabel;
use crate::store::Database;

/// More steps than fit in one transaction.
const MANY: usize = 3000;

async fn tables() -> Store {
    Store::open(&Database::Memory, &[MIGRATIONS]).await.unwrap()
}

/// The same in a file, in a folder that is deleted afterwards.
async fn tables_in_a_file() -> (TempDir, PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ivr.sqlite");
    let database = Database::File(file.clone());
    let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
    (folder, file, store)
}

fn step(session: &str, at: i64, outcome: &'static str) -> Step {
    Step {
        key: format!("event-{at}"),
        session: session.to_owned(),
        at,
        carrier: "eight_by_eight",
        caller: (at % 2 == 0).then(|| "+6591234567".to_owned()),
        state: "main_menu",
        input: InputLabel::Key(Key::One),
        outcome,
    }
}

/// Ends a journal, and waits until every accepted step has been written or dropped.
async fn end(journal: Journal, writer: JoinHandle<()>) {
    drop(journal);
    within("the writer ends", writer).await.unwrap();
}

/// Waits until the writer has tried every accepted step once.
async fn flush(journal: &Journal) {
    within("the queue is tried", journal.flush()).await;
}

async fn rows(store: &Store) -> i64 {
    number(store, "SELECT COUNT(*) FROM ivr_steps").await
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let mut connection = store.read().await.unwrap();
    sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .unwrap()
}

async fn execute(store: &Store, sql: &str) {
    let mut transaction = store.begin().await.unwrap();
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    transaction.execute(sql).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn left_at(journal: &Journal, session: &str) -> Option<String> {
    let body = br#"{"eventType":"SESSION_SUMMARY","payload":{}}"#;
    let summary = crate::carrier::eight_by_eight::wire::vss::SessionSummary::read(body)
        .unwrap()
        .into_summary();
    let carrier = "eight_by_eight";
    let kept = journal.summary(carrier, session, &summary, "");
    within("the summary is kept", kept).await.unwrap()
}

#[tokio::test]
async fn all_that_was_accepted_is_written_once() {
    let store = tables().await;
    let (journal, writer) = Journal::start(store.clone());
    for at in 0..i64::try_from(MANY).unwrap() {
        journal.step(step(&format!("call-{}", at % 10), at, "end"));
    }
    // The same event again.
    journal.step(step("call-3", 3, "end"));
    assert_eq!(journal.waiting(), MANY as u64 + 1);
    let counts = Arc::clone(&journal.counts);
    end(journal, writer).await;
    assert_eq!(counts.waiting.load(Ordering::Relaxed), 0);
    assert_eq!(counts.dropped.load(Ordering::Relaxed), 0);
    assert_eq!(rows(&store).await, 3000);
    let call = Journal::call(&store, "call-3").await.unwrap().unwrap();
    let (at, state, input, outcome) = &call.path[2];
    assert_eq!(call.path.len(), 300);
    assert_eq!(
        (*at, &**state, &**input, &**outcome),
        (23, "main_menu", "1", "end")
    );
}

#[tokio::test]
async fn what_there_is_no_room_for_is_dropped_and_counted() {
    let store = tables().await;
    let (journal, writer) = Journal::start(store.clone());
    // On the only thread of this runtime, the writer can't run before we wait.
    for at in 0..i64::try_from(QUEUED).unwrap() + 5 {
        journal.step(step("call", at, "end"));
    }
    assert_eq!((journal.waiting(), journal.dropped()), (QUEUED as u64, 5));
    end(journal, writer).await;
    assert_eq!(rows(&store).await, 16_384);
}

#[tokio::test]
async fn what_can_t_be_written_now_is_written_later() {
    let (_folder, file, store) = tables_in_a_file().await;
    let mut other = AnyConnection::connect(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let (journal, writer) = Journal::start(store.clone());
    for at in 0..7 {
        journal.step(step("call", at, "main_menu"));
    }
    // Longer than the writer waits for the file.
    flush(&journal).await;
    flush(&journal).await;
    assert_eq!((journal.waiting(), journal.dropped()), (7, 0));
    other.execute("ROLLBACK").await.unwrap();
    // The rows become visible a moment before they are counted.
    within("the steps are written", async {
        while journal.waiting() > 0 {
            journal.flush().await;
        }
    })
    .await;
    assert_eq!((rows(&store).await, journal.dropped()), (7, 0));
    end(journal, writer).await;
}

#[tokio::test]
async fn one_step_that_is_refused_takes_no_other_with_it() {
    let store = tables().await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON ivr_steps WHEN NEW.at = 3 \
                  BEGIN SELECT RAISE(ABORT, 'refused'); END";
    execute(&store, refuse).await;
    let (journal, writer) = Journal::start(store.clone());
    for at in 0..7 {
        journal.step(step("call", at, "end"));
    }
    flush(&journal).await;
    assert_eq!((journal.waiting(), journal.dropped()), (0, 1));
    assert_eq!(rows(&store).await, 6);
    end(journal, writer).await;
}

#[tokio::test]
async fn long_names_are_found_again() {
    let store = tables().await;
    let session = "s".repeat(60_000);
    let (journal, writer) = Journal::start(store.clone());
    let mut long = step(&session, 1, "main_menu");
    long.key = "k".repeat(9_000);
    journal.step(long);
    assert_eq!(left_at(&journal, &session).await.unwrap(), "main_menu");
    end(journal, writer).await;
    let call = Journal::call(&store, &session).await.unwrap().unwrap();
    assert_eq!(call.path.len(), 1);
    let longest = "SELECT MAX(LENGTH(session_id || key)) FROM ivr_steps";
    assert!(number(&store, longest).await < 256);
}

#[tokio::test]
async fn long_names_take_no_more_memory_in_the_queue() {
    let (sender, mut entries) = mpsc::channel(1);
    let journal = Journal {
        store: tables().await,
        entries: sender,
        counts: Arc::default(),
    };
    let mut long = step(&"s".repeat(60_000), 1, "end");
    long.key = "k".repeat(9_000);
    long.caller = Some("6".repeat(9_000));
    journal.step(long);
    let Ok(Entry::Step(queued)) = entries.try_recv() else {
        panic!("it is queued");
    };
    let caller = queued.caller.unwrap();
    for text in [queued.key, queued.session, caller] {
        assert!(text.capacity() < 256, "{}", text.capacity());
    }
}

#[tokio::test]
async fn a_queued_step_is_where_they_hung_up() {
    let (journal, writer) = Journal::start(tables().await);
    journal.step(step("call", 1, "main_menu"));
    journal.step(step("call", 2, "reservations"));
    journal.step(step("another", 3, "connect_call"));
    assert_eq!(left_at(&journal, "call").await.unwrap(), "reservations");
    // The caller hangs up once, however often it is reported.
    assert_eq!(left_at(&journal, "call").await, None);
    assert_eq!(left_at(&journal, "nobody").await, None);
    end(journal, writer).await;
}

#[tokio::test]
async fn old_answers_are_forgotten_and_new_ones_kept() {
    let store = tables().await;
    let (journal, writer) = Journal::start(store.clone());
    let eight_days_ago = now() - micros(Duration::from_secs(8 * 24 * 60 * 60));
    let old = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
         INSERT INTO ivr_answers SELECT 'old-' || i, 's', {eight_days_ago}, '' FROM n"
    );
    execute(&store, &old).await;
    journal.answer("new", "s", "{}").await.unwrap();
    let month = Duration::from_secs(30 * 24 * 60 * 60);
    assert_eq!(Journal::prune(&store, month).await.unwrap(), 1200);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM ivr_answers").await, 1);
    end(journal, writer).await;
}
