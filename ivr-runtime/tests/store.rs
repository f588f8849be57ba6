//! One store over two engines: every test runs on SQLite, and on PostgreSQL where there is one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;
#[path = "common/postgres.rs"]
mod postgres;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

use common::tree::{Demo, Desk};
use common::{Response, Running};
use ivr_runtime::journal::{self, Journal};
use ivr_runtime::server::{Config, Limits, Server};
use ivr_runtime::store::{Database, Migrations, Store, StoreError};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Runs a test on a fresh database of each engine.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    runtime.block_on(test(Database::File(folder.path().join("ivr.sqlite"))));
    if let Some(url) = runtime.block_on(postgres::database()) {
        runtime.block_on(test(url.parse().unwrap()));
    }
}

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

#[test]
fn what_is_committed_lasts_and_what_is_not_does_not() {
    on_both(async |database| {
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
    });
}

#[test]
fn an_older_database_is_brought_up_to_date_and_a_newer_one_is_left_alone() {
    on_both(async |database| {
        let old = Store::open(&database, &[NOTES]).await.unwrap();
        let mut transaction = old.begin().await.unwrap();
        transaction
            .execute("INSERT INTO notes VALUES (1, 'kept')", &[])
            .await
            .unwrap();
        transaction.commit().await.unwrap();
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
    });
}

#[test]
fn the_journal_of_the_first_version_is_read_by_this_one() {
    on_both(async |database| {
        let first = Migrations {
            steps: &journal::MIGRATIONS.steps[..1],
            ..journal::MIGRATIONS
        };
        let old = Store::open(&database, &[first]).await.unwrap();
        let mut transaction = old.begin().await.unwrap();
        let step = "INSERT INTO ivr_steps VALUES ('k', 'old-call', 7, '+6591234567', 'main_menu', '1', 'end')";
        transaction.execute(step, &[]).await.unwrap();
        transaction.commit().await.unwrap();
        drop(old);
        let new = Store::open(&database, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let calls = Journal::latest(&new, None, 10).await.unwrap();
        assert_eq!((calls.len(), calls[0].session_id.as_str()), (1, "old-call"));
    });
}

/// A server over a database, that lives as long as the closure runs.
async fn serving<F: Future<Output = ()>>(
    database: &Database,
    test: impl FnOnce(std::net::SocketAddr, Arc<Desk>) -> F,
) {
    let store = Store::open(database, &[journal::MIGRATIONS]).await.unwrap();
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
    let address = server.local_addr();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let task = tokio::spawn(server.run(async move {
        let _ = stopped.await;
    }));
    test(address, desk).await;
    stop.send(()).unwrap();
    assert_eq!(task.await.unwrap().cut, 0);
}

async fn post(address: std::net::SocketAddr, path: &str, event: &Value) -> Response {
    common::post(address, path, &event.to_string()).await
}

fn book(event: &str, session: &str) -> Value {
    json!({"eventType": "CALL_ACTION", "payload": {"eventId": event, "sessionId": session,
        "clientActionId": "lookups", "dtmf": "1"}})
}

#[test]
fn a_repeated_event_hears_the_same_and_does_nothing_twice() {
    on_both(async |database| {
        let mut bodies = BTreeSet::new();
        serving(&database, async |address, desk| {
            let mut repeats = JoinSet::new();
            for _ in 0..50 {
                repeats.spawn(
                    async move { post(address, "/vca_webhook", &book("e", "s")).await.body },
                );
            }
            bodies.extend(repeats.join_all().await);
            assert_eq!(desk.booked.lock().unwrap().len(), 1, "at the same time");
            post(address, "/vca_webhook", &book("f", "s")).await;
            assert_eq!(
                desk.booked.lock().unwrap().len(),
                2,
                "another event is another"
            );
        })
        .await;
        // After a restart, and at two servers at the same time.
        serving(&database, async |one, first| {
            bodies.insert(post(one, "/vca_webhook", &book("e", "s")).await.body);
            assert_eq!(first.booked.lock().unwrap().len(), 0, "after a restart");
            if !matches!(database, Database::Postgres(_)) {
                return;
            }
            serving(&database, async |other, second| {
                let mut repeats = JoinSet::new();
                for address in [one, other].repeat(20) {
                    repeats.spawn(async move {
                        post(address, "/vca_webhook", &book("g", "t")).await.body
                    });
                }
                bodies.extend(repeats.join_all().await);
                let looked_up =
                    first.booked.lock().unwrap().len() + second.booked.lock().unwrap().len();
                assert_eq!(looked_up, 1, "at two servers");
            })
            .await;
        })
        .await;
        assert_eq!(bodies.len(), 1, "byte for byte: {bodies:?}");
    });
}

#[test]
fn what_a_killed_server_left_of_a_rush_is_read_by_the_next() {
    on_both(async |database| {
        let store = Store::open(&database, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let mut transaction = store.begin().await.unwrap();
        for (at, lines) in [
            (
                7,
                "k1\tin-rush\t0000000000000007\t\t-\tringing\tmain_menu\n",
            ),
            (
                8,
                "not\ta step\nk2\tin-rush\t000000000000000a\t+6591234567\tmain_menu\t2\tend\n",
            ),
        ] {
            let values = [at.into(), "k".into(), lines.into()];
            let insert = "INSERT INTO ivr_blocks VALUES ($1, $2, $3)";
            transaction.execute(insert, &values).await.unwrap();
        }
        transaction.commit().await.unwrap();
        serving(&database, async |_, _| {}).await;
        let call = Journal::call(&store, "in-rush").await.unwrap().unwrap();
        let step = |at, texts: [&str; 3]| {
            let [state, input, outcome] = texts.map(str::to_owned);
            (at, state, input, outcome)
        };
        let path = [
            step(7, ["-", "ringing", "main_menu"]),
            step(10, ["main_menu", "2", "end"]),
        ];
        assert_eq!(call.path, path);
        let left = store.query("SELECT COUNT(*) FROM ivr_blocks", &[]).await;
        assert_eq!(left.unwrap()[0].integer(0).unwrap(), 0);
    });
}

#[test]
fn a_summary_is_kept_once_and_a_call_is_read_from_its_beginning_to_its_end() {
    on_both(async |database| {
        serving(&database, async |address, _| {
            let ring = json!({"eventType": "CALL_ACTION", "payload": {"eventId": "1", "sessionId": "s",
                "callStatus": "CALL_RECEIVED", "callDirection": "INBOUND", "source": "+6591234567"}});
            let press = json!({"eventType": "CALL_ACTION", "payload": {"eventId": "2", "sessionId": "s",
                "clientActionId": "main_menu", "dtmf": "1", "source": "+6591234567"}});
            for event in [&ring, &press, &press] {
                assert_eq!(post(address, "/vca_webhook", event).await.status, 200);
            }
            for status in ["COMPLETED", "FAILED"] {
                let summary = json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionId": "s",
                    "sessionStatus": status, "details": {"callA": {"callDuration": 12.4}}}});
                assert_eq!(post(address, "/vss_webhook", &summary).await.status, 200);
            }
        })
        .await;
        let store = Store::open(&database, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let calls = Journal::latest(&store, None, 10).await.unwrap();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].caller.as_deref(), Some("+6591234567"));
        assert_eq!((calls[0].steps, calls[0].seconds), (2, Some(12)));
        assert_eq!(
            calls[0].status.as_deref(),
            Some("COMPLETED"),
            "the first one stays"
        );
        let call = Journal::call(&store, "s").await.unwrap().unwrap();
        let path: Vec<_> = call
            .path
            .iter()
            .map(|(_, a, b, c)| (&**a, &**b, &**c))
            .collect();
        assert_eq!(
            path,
            [("-", "ringing", "main_menu"), ("main_menu", "1", "lookups")]
        );
        assert_eq!(
            call.summary.unwrap()["payload"]["sessionStatus"],
            "COMPLETED"
        );
        assert!(Journal::call(&store, "t").await.unwrap().is_none());
    });
}

/// As many calls, of five steps each, a second apart; every tenth caller hangs up in the
/// middle of it, and the last ten are still there.
async fn many_calls(store: &Store, calls: i64) {
    /// The store gives up on a statement that takes seconds, as one for all of them would.
    const AT_ONCE: i64 = 5_000;
    let numbers = "WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)";
    let path = [
        ("-", "ringing", "main_menu"),
        ("main_menu", "1", "lookups"),
        ("lookups", "invalid", "main_menu"),
        ("main_menu", "silence", "main_menu"),
        ("main_menu", "2", "end"),
    ];
    let steps = (0..).zip(path).map(|(at, (state, input, outcome))| {
        let gone = if at > 1 { "WHERE i % 10 <> 0" } else { "" };
        format!(
            "{numbers} INSERT INTO ivr_steps SELECT 's' || i, 'k' || i || '-{at}', i * 1000000 + {at}, \
             '+6591234567', '{state}', '{input}', '{outcome}' FROM n {gone}"
        )
    });
    let ended = calls - 10;
    let summaries = format!(
        "{numbers} INSERT INTO ivr_summaries SELECT 's' || i, i * 1000000 + 9, 'COMPLETED', \
         '+6591234567', 7, '{{}}' FROM n WHERE i < {ended}"
    );
    let statements: Vec<_> = steps.chain([summaries]).collect();
    for from in (0..calls).step_by(AT_ONCE as usize) {
        let mut transaction = store.begin().await.unwrap();
        for sql in &statements {
            let values = [from.into(), (from + AT_ONCE).min(calls).into()];
            transaction.execute(sql, &values).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
    let mut transaction = store.begin().await.unwrap();
    // As PostgreSQL does by itself after a while.
    transaction.execute("ANALYZE", &[]).await.unwrap();
    transaction.commit().await.unwrap();
}

#[test]
fn a_hundred_thousand_calls_are_watched_as_quickly_as_a_few() {
    const CALLS: i64 = 100_000;
    on_both(async |database| {
        let store = Store::open(&database, &[journal::MIGRATIONS])
            .await
            .unwrap();
        many_calls(&store, CALLS).await;
        let engine = match &database {
            Database::Postgres(_) => "PostgreSQL",
            _ => "SQLite",
        };
        let began = std::time::Instant::now();
        let mut pages = Vec::new();
        let mut before = None;
        for _ in 0..3 {
            let page = Journal::latest(&store, before, 50).await.unwrap();
            before = page.last().map(|call| call.latest);
            pages.extend(page);
        }
        eprintln!(
            "{engine}: three pages of {CALLS} calls in {:?}",
            began.elapsed()
        );
        let names: Vec<_> = pages.iter().map(|call| call.session_id.as_str()).collect();
        let expected: Vec<_> = (0..150).map(|at| format!("s{}", CALLS - 1 - at)).collect();
        assert_eq!(names, expected);
        assert_eq!((pages[0].steps, pages[9].steps), (5, 2));
        assert_eq!(pages[0].status, None);
        assert_eq!(pages[10].status.as_deref(), Some("COMPLETED"));

        let began = std::time::Instant::now();
        let traffic = Journal::traffic(&store, 0).await.unwrap();
        eprintln!(
            "{engine}: the ways of {CALLS} calls in {:?}",
            began.elapsed()
        );
        let count = |state: &str, input: &str| {
            let found = traffic
                .iter()
                .find(|way| (&*way.state, &*way.input) == (state, input));
            found.unwrap().count
        };
        assert_eq!(count("-", "ringing"), CALLS);
        assert_eq!(count("lookups", "invalid"), CALLS * 9 / 10);
        let half = Journal::traffic(&store, CALLS / 2 * 1_000_000)
            .await
            .unwrap();
        assert_eq!(half.iter().map(|way| way.count).max(), Some(CALLS / 2));
    });
}

#[test]
fn calls_of_this_moment_are_told_from_those_that_are_over() {
    on_both(async |database| {
        serving(&database, async |address, _| {
            let event = |session: &str, at: Value| {
                let mut event = json!({"eventType": "CALL_ACTION", "payload": {"eventId": session,
                    "sessionId": session, "callDirection": "INBOUND", "source": "+6591234567"}});
                event["payload"]
                    .as_object_mut()
                    .unwrap()
                    .extend(at.as_object().unwrap().clone());
                event
            };
            let rings = json!({"callStatus": "CALL_RECEIVED"});
            let ends = json!({"clientActionId": "main_menu", "dtmf": "2"});
            for (session, at) in [("rings", &rings), ("left", &rings), ("ends", &ends)] {
                let answer = post(address, "/vca_webhook", &event(session, at.clone())).await;
                assert_eq!(answer.status, 200);
            }
            for session in ["left", "busy"] {
                let summary = json!({"eventType": "SESSION_SUMMARY", "payload":
                    {"sessionId": session, "sessionStatus": "COMPLETED"}});
                assert_eq!(post(address, "/vss_webhook", &summary).await.status, 200);
            }
        })
        .await;
        let store = Store::open(&database, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let calls = Journal::latest(&store, None, 10).await.unwrap();
        let mut live: Vec<_> = calls.iter().filter(|call| call.is_live()).collect();
        live.sort_by_key(|call| &call.session_id);
        let live: Vec<_> = live.iter().map(|call| call.session_id.as_str()).collect();
        // One of them hears the last words.
        assert_eq!((calls.len(), live), (4, vec!["ends", "rings"]));
        let callers = Journal::callers(&store).await.unwrap();
        assert_eq!((callers.len(), callers[0].state.as_str()), (1, "main_menu"));
        assert_eq!(callers[0].count, 1);
        let version = Journal::version(&store).await.unwrap();
        assert!(version.0 > 0 && version.1 > 0);
    });
}

#[tokio::test]
async fn a_server_without_a_store_answers_repeats_the_same_too() {
    let server = Running::start(Limits::default()).await;
    for _ in 0..3 {
        post(server.address, "/vca_webhook", &book("e", "s")).await;
    }
    assert_eq!(server.desk.booked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn transactions_that_wait_are_committed_together_and_each_is_undone_by_itself() {
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

#[tokio::test]
async fn what_does_not_fit_leaves_nothing_behind() {
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

#[tokio::test]
async fn a_transaction_that_dawdles_keeps_nobody_from_their_commit() {
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
