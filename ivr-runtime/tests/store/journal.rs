//! Tests of the journal across servers and restarts.

use std::collections::BTreeSet;

use ivr_runtime::journal::{Journal, MIGRATIONS};
use ivr_runtime::server::Limits;
use ivr_runtime::store::{Database, Store};
use serde_json::{Value, json};
use support::Outcome;
use tokio::task::JoinSet;

use super::common::Running;
use super::{Engine, number, post, serving};

fn book(event: &str, session: &str) -> Value {
    json!({"eventType": "CALL_ACTION", "payload": {"eventId": event, "sessionId": session,
        "clientActionId": "lookups", "dtmf": "1"}})
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
        // After a restart, and on two servers at the same time.
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

pub(crate) fn what_no_index_takes_is_kept_and_leaves_the_other_steps_alone(
    engine: Engine,
) -> Outcome {
    engine.run(async |database| {
        // Repetitive data would be compressed, and then fit.
        let long: String = (0..1_500_u64)
            .map(|n| format!("{:x}", (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            .collect();
        let nul = "s\u{0}t";
        serving(&database, async |address, _| {
            for (event, session, source) in [
                ("1", "plain", "+6591234567"),
                (&*long, "plain", "+6591234567"),
                ("3", &*long, "+6591234567"),
                ("4", nul, "+6591234567"),
                ("5", "plain", &*long),
                ("6", "plain", nul),
                ("7", "plain", "+6591234567"),
            ] {
                let press = json!({"eventType": "CALL_ACTION", "payload": {"eventId": event,
                    "sessionId": session, "source": source, "clientActionId": "main_menu", "dtmf": "1"}});
                assert_eq!(post(address, "/vca_webhook", &press).await.status, 200);
            }
            for session in [&*long, nul] {
                let book = book(session, session);
                assert_eq!(post(address, "/vca_webhook", &book).await.status, 200);
                let summary = json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionId": session,
                    "sessionStatus": nul,
                    "details": {"callA": {"callDirection": "INBOUND", "source": long}}}});
                assert_eq!(post(address, "/vss_webhook", &summary).await.status, 200);
            }
        })
        .await;
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        assert_eq!(number(&store, "SELECT COUNT(*) FROM ivr_steps").await, 9);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM ivr_answers").await, 2);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM ivr_summaries").await, 2);
        let call = Journal::call(&store, &long).await.unwrap().unwrap();
        assert!(call.path.len() == 2 && call.summary.is_some());
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
