//! The journal as servers write it and the next ones read it.

use std::collections::BTreeSet;
use std::time::Duration;

use ivr_runtime::journal::{Journal, MIGRATIONS};
use ivr_runtime::server::Limits;
use ivr_runtime::store::{Database, Migrations, Store};
use serde_json::{Value, json};
use support::Outcome;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::common::Running;
use super::{Engine, execute, post, serving};

fn book(event: &str, session: &str) -> Value {
    json!({"eventType": "CALL_ACTION", "payload": {"eventId": event, "sessionId": session,
        "clientActionId": "lookups", "dtmf": "1"}})
}

async fn count(store: &Store, table: &str) -> i64 {
    let count = format!("SELECT COUNT(*) FROM {table}");
    let rows = store.query(&count, &[]).await.unwrap();
    rows[0].integer(0).unwrap()
}

pub(crate) fn the_journal_of_the_first_version_is_read_by_this_one(engine: Engine) -> Outcome {
    engine.run(async |database| {
        let first = Migrations {
            steps: &MIGRATIONS.steps[..1],
            ..MIGRATIONS
        };
        let old = Store::open(&database, &[first]).await.unwrap();
        let step = "INSERT INTO ivr_steps VALUES ('k', 'old-call', 7, '+6591234567', 'main_menu', '1', 'end')";
        execute(&old, step, &[]).await;
        drop(old);
        let new = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        let calls = Journal::latest(&new, None, 10).await.unwrap();
        assert_eq!((calls.len(), calls[0].session_id.as_str()), (1, "old-call"));
    })
}

pub(crate) fn a_repeated_event_hears_the_same_and_does_nothing_twice(engine: Engine) -> Outcome {
    engine.run(async |database| {
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
    })
}

pub(crate) fn what_a_killed_server_left_of_a_rush_is_read_by_the_next(engine: Engine) -> Outcome {
    // What a release has written is read by all that follow. The second step took the way of the
    // first, and nothing is known of what follows.
    const STEPS: &[u8] = b"\x03k1\0\x08in-rush\x0e\x01\0\x02-\x08ringing\x0amain_menu\
        \0\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x07\0\0\0\0\0\0\0\
        \x08in-rush\x08\x0c+6591234567\x43\xff\xff";
    // And what releases before wrote.
    const LINES: &str = "k3\tin-rush\t000000000000000c\t\tmain_menu\t1\tmain_menu\nnot\ta step\n\
        k\\t4\tin-rush\t000000000000000d\t+6591234567\tmain_menu\t2\tend\n";
    engine.run(async |database| {
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        let rush = [7.into(), "k1".into(), STEPS.to_vec().into()];
        execute(&store, "INSERT INTO ivr_rushes VALUES ($1, $2, $3)", &rush).await;
        let block = [8.into(), "k3".into(), LINES.into()];
        execute(&store, "INSERT INTO ivr_blocks VALUES ($1, $2, $3)", &block).await;
        serving(&database, async |_, _| {}).await;
        let call = Journal::call(&store, "in-rush").await.unwrap().unwrap();
        let step = |at, texts: [&str; 3]| {
            let [state, input, outcome] = texts.map(str::to_owned);
            (at, state, input, outcome)
        };
        let path = [
            step(7, ["-", "ringing", "main_menu"]),
            step(11, ["-", "ringing", "main_menu"]),
            step(12, ["main_menu", "1", "main_menu"]),
            step(13, ["main_menu", "2", "end"]),
        ];
        assert_eq!(call.path, path);
        let keys = "SELECT key FROM ivr_steps ORDER BY at";
        let keys = store.query(keys, &[]).await.unwrap();
        let keys: Vec<_> = keys.iter().map(|row| row.text(0).unwrap()).collect();
        let uuid = "01234567-89ab-cdef-0123-456789abcdef:0000000000000007";
        assert_eq!(keys, ["k1", uuid, "k3", "k\t4"]);
        for table in ["ivr_rushes", "ivr_blocks"] {
            assert_eq!(count(&store, table).await, 0, "{table}");
        }
    })
}

pub(crate) fn a_rush_is_kept_before_its_steps_can_have_rows(engine: Engine) -> Outcome {
    const STEPS: usize = 600;
    engine.run(async |database| {
        // SQLite can't be kept from the rows alone; its rush is tried beside the journal.
        if !matches!(database, Database::Postgres(_)) {
            return;
        }
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        serving(&database, async |address, _| {
            let mut nobody_writes = store.begin().await.unwrap();
            let lock = "LOCK TABLE ivr_steps IN SHARE MODE";
            nobody_writes.execute(lock, &[]).await.unwrap();
            for number in 0..STEPS {
                let press = json!({"eventType": "CALL_ACTION", "payload": {
                    "eventId": format!("{number}"), "sessionId": "s",
                    "clientActionId": "main_menu", "dtmf": "1"}});
                assert_eq!(post(address, "/vca_webhook", &press).await.status, 200);
            }
            // The few that came first wait for their rows; given up, they join the others.
            let give_up = "SELECT pg_cancel_backend(pid)::int::bigint FROM pg_stat_activity \
                           WHERE datname = current_database() AND wait_event_type = 'Lock'";
            let kept = async {
                while count(&store, "ivr_rushes").await == 0 {
                    store.query(give_up, &[]).await.unwrap();
                }
            };
            timeout(Duration::from_secs(30), kept).await.unwrap();
            assert_eq!(count(&store, "ivr_steps").await, 0);
            drop(nobody_writes);
        })
        .await;
        assert_eq!(count(&store, "ivr_rushes").await, 0);
        assert_eq!(
            count(&store, "ivr_steps").await,
            i64::try_from(STEPS).unwrap()
        );
    })
}

pub(crate) fn a_summary_is_kept_once_and_a_call_is_read_from_its_beginning_to_its_end(
    engine: Engine,
) -> Outcome {
    engine.run(async |database| {
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
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
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
    })
}

pub(crate) async fn a_server_without_a_store_answers_repeats_the_same_too() {
    let server = Running::start(Limits::default()).await;
    for _ in 0..3 {
        post(server.address, "/vca_webhook", &book("e", "s")).await;
    }
    assert_eq!(server.desk.booked.lock().unwrap().len(), 1);
}
