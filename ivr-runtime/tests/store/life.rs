//! Tests of pruning, forgetting, exporting and copying data.

use std::cell::Cell;
use std::fs;
use std::time::Duration;

use ivr_runtime::journal::{Journal, MIGRATIONS};
use ivr_runtime::sqlx::{self, AnyConnection, AssertSqlSafe, Connection, Executor};
use ivr_runtime::store::{Database, Store};
use serde_json::json;
use support::Outcome;

use super::transactions::{INSERT, NOTES, at_once};
use super::watched::many_calls;
use super::{Engine, execute, number, post, run, serving};

const DAYS: Duration = Duration::from_secs(24 * 60 * 60);

const STEPS: &str = "SELECT COUNT(*) FROM ivr_steps";

/// Serves one call from a number, whose summary contains another number too.
async fn call(database: &Database, session: &str, caller: &str) {
    serving(database, async |address, _| {
        let ring = json!({"eventType": "CALL_ACTION", "payload": {"eventId": session,
            "sessionId": session, "clientActionId": "lookups", "dtmf": "1", "source": caller}});
        assert_eq!(post(address, "/vca_webhook", &ring).await.status, 200);
        let ended = json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionId": session,
            "details": {"callA": {"source": caller, "callDirection": "INBOUND"},
                        "callB": {"destination": "+6598888888"}}}});
        assert_eq!(post(address, "/vss_webhook", &ended).await.status, 200);
    })
    .await;
}

pub(crate) fn old_calls_are_pruned_beside_the_load_and_new_ones_kept(engine: Engine) -> Outcome {
    engine.run(async |database| {
        call(&database, "new", "+6591234567").await;
        // Dated 1970.
        drop(many_calls(&database, 2_000).await);
        let store = Store::open(&database, &[MIGRATIONS, NOTES]).await.unwrap();
        let (pruned, written) = (Cell::new(0), Cell::new(0));
        let prune = async {
            pruned.set(Journal::prune(&store, DAYS * 90).await.unwrap());
        };
        let write = async {
            while pruned.get() == 0 {
                execute(&store, INSERT, &[written.get()]).await;
                written.set(written.get() + 1);
            }
        };
        tokio::join!(prune, write);
        assert!(written.get() > 10, "{} written meanwhile", written.get());
        // Nine in ten calls have five steps, the others two; all but the last ten have a summary.
        assert_eq!(pruned.get(), 1800 * 5 + 200 * 2 + 1990);
        assert_eq!(number(&store, STEPS).await, 1);
        let kept = Journal::latest(&store, None, 10).await.unwrap();
        assert_eq!((kept.len(), kept[0].session_id.as_str()), (1, "new"));
        assert_eq!(Journal::prune(&store, DAYS * 90).await.unwrap(), 0);
    })
}

pub(crate) fn of_two_servers_one_prunes() -> Outcome {
    Engine::Postgres.run(async |database| {
        let store = many_calls(&database, 20).await;
        let mut other = store.begin().await.unwrap();
        other
            .execute("SELECT 1 FROM pg_advisory_xact_lock(8182)")
            .await
            .unwrap();
        assert_eq!(Journal::prune(&store, DAYS).await.unwrap(), 0);
        drop(other);
        support::within("pruning", async {
            while Journal::prune(&store, DAYS).await.unwrap() == 0 {}
        })
        .await;
        assert_eq!(number(&store, STEPS).await, 0);
    })
}

/// Checkpoints the write-ahead log, and returns the size of the file and of the log.
async fn sizes(database: &Database) -> (u64, u64) {
    let Database::File(path) = database else {
        unreachable!("these tests have a file")
    };
    let log = format!("{}-wal", path.display());
    let log = fs::metadata(log).map_or(0, |log| log.len());
    let url = format!("sqlite:{}", path.display());
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    connection
        .execute("PRAGMA wal_checkpoint(FULL)")
        .await
        .unwrap();
    connection.close().await.unwrap();
    (fs::metadata(path).unwrap().len(), log)
}

pub(crate) fn the_space_of_what_is_pruned_is_given_back() -> Outcome {
    Engine::Sqlite.run(async |database| {
        let store = many_calls(&database, 5_000).await;
        let (before, _) = sizes(&database).await;
        Journal::prune(&store, DAYS).await.unwrap();
        let (after, _) = sizes(&database).await;
        assert!(after < before / 3, "{before} bytes, and then {after}");
    })
}

pub(crate) fn a_log_that_a_reader_made_grow_shrinks_behind_it() -> Outcome {
    Engine::Sqlite.run(async |database| {
        const BOUND: u64 = 8 << 20;
        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let mut reader = store.browse().await.unwrap();
        reader.execute("BEGIN").await.unwrap();
        reader.execute("SELECT COUNT(*) FROM notes").await.unwrap();
        let large =
            "INSERT INTO notes SELECT COALESCE(MAX(id), 0) + 1, hex(zeroblob(1000000)) FROM notes";
        for _ in 0..10 {
            execute(&store, large, &[]).await;
        }
        let (_, grown) = sizes(&database).await;
        assert!(grown > BOUND * 2, "{grown}");
        reader.execute("COMMIT").await.unwrap();
        drop(reader);
        sizes(&database).await;
        execute(&store, "DELETE FROM notes WHERE id < 5", &[]).await;
        let (_, shrunk) = sizes(&database).await;
        assert!(shrunk <= BOUND, "{shrunk}");
    })
}

/// Pages and callers use separate connections.
pub(crate) fn nobody_on_the_phone_waits_for_a_page(engine: Engine) -> Outcome {
    engine.run(async |database| {
        let store = Store::open(&database, &[MIGRATIONS, NOTES]).await.unwrap();
        let pages = (store.browse().await.unwrap(), store.browse().await.unwrap());
        let mut page = Box::pin(Journal::latest(&store, None, 10));
        assert!(at_once(&mut page).is_none());
        execute(&store, INSERT, &[1]).await;
        assert_eq!(number(&store, "SELECT COUNT(*) FROM notes").await, 1);
        assert!(at_once(&mut page).is_none(), "both are taken");
        drop(pages);
        assert_eq!(page.await.unwrap().len(), 0);
    })
}

pub(crate) fn a_number_is_shown_and_forgotten_and_others_are_left(engine: Engine) -> Outcome {
    engine.run(async |database| {
        for (session, caller) in [
            ("a", "+6591234567"),
            ("b", "+6597654321"),
            ("c", "tel:+65-9123-4567"),
        ] {
            call(&database, session, caller).await;
        }
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        let ann = "+6591234567".parse().unwrap();
        let known = Journal::known(&store, &ann).await.unwrap();
        let sessions: Vec<_> = known.iter().map(|(session, _)| session.as_str()).collect();
        assert_eq!(sessions, ["a", "c"]);
        assert_eq!(known[0].1.path.len(), 1);
        let payload = &known[0].1.summary.as_ref().unwrap()["payload"];
        assert_eq!(payload["details"]["callA"]["source"], "+6591234567");
        assert_eq!(Journal::forget(&store, &ann).await.unwrap(), 2);
        assert_eq!(Journal::known(&store, &ann).await.unwrap().len(), 0);
        for table in ["ivr_steps", "ivr_answers", "ivr_summaries"] {
            let rest = format!("SELECT COUNT(*) FROM {table}");
            assert_eq!(number(&store, rest).await, 1, "{table}");
        }
        // The summary contains the called number too.
        let called = "+6598888888".parse().unwrap();
        assert_eq!(Journal::forget(&store, &called).await.unwrap(), 1);
        assert_eq!(
            number(&store, "SELECT COUNT(*) FROM ivr_summaries").await,
            0
        );
    })
}

pub(crate) fn a_copy_that_is_made_while_others_write_is_whole() -> Outcome {
    Engine::Sqlite.run(async |database| {
        let store = Store::open(&database, &[NOTES]).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("it's a copy.sqlite");
        let written = Cell::new(0);
        let done = Cell::new(false);
        let write = async {
            while !done.get() {
                // In pairs: a single one would be half of a transaction.
                let mut transaction = store.begin().await.unwrap();
                for at in 0..2 {
                    run(&mut transaction, INSERT, &[written.get() + at])
                        .await
                        .unwrap();
                }
                transaction.commit().await.unwrap();
                written.set(written.get() + 2);
            }
        };
        let back_up = async {
            support::within("20 notes", async {
                while written.get() < 20 {
                    tokio::task::yield_now().await;
                }
            })
            .await;
            store.backup(&copy).await.unwrap();
            done.set(true);
        };
        tokio::join!(write, back_up);
        let restored = Store::open(&Database::File(copy.clone()), &[NOTES])
            .await
            .unwrap();
        let notes = number(&restored, "SELECT COUNT(*) FROM notes").await;
        assert!(
            (20..=written.get() + 2).contains(&notes) && notes % 2 == 0,
            "{notes}"
        );
        execute(&restored, INSERT, &[1_000_000]).await;
        let check = sqlx::query_scalar(AssertSqlSafe("PRAGMA integrity_check".to_owned()));
        let check: String = check
            .fetch_one(&mut *restored.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(check, "ok");
        // An existing file is not overwritten.
        let error = store.backup(&copy).await.unwrap_err().to_string();
        assert!(
            error.contains("could not write") && error.ends_with("a copy.sqlite"),
            "{error}"
        );
    })
}
