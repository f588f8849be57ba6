//! The journal as servers write it and the next ones read it.

use std::collections::BTreeSet;

use ivr_runtime::journal::{Journal, MIGRATIONS};
use ivr_runtime::server::Limits;
use ivr_runtime::store::{Database, Migrations, Store};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::common::Running;
use super::{execute, on_both, post, serving};

fn book(event: &str, session: &str) -> Value {
    json!({"eventType": "CALL_ACTION", "payload": {"eventId": event, "sessionId": session,
        "clientActionId": "lookups", "dtmf": "1"}})
}

#[test]
fn the_journal_of_the_first_version_is_read_by_this_one() {
    on_both(async |database| {
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
    });
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
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
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
            execute(&store, insert, &values).await;
        }
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
