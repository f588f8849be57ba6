//! Tests of reading the journal for the pages: the latest calls and where callers are.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::SystemTime;

use ivr_runtime::journal::{Journal, MIGRATIONS};
use ivr_runtime::store::{Database, Store};
use serde_json::{Value, json};
use support::Outcome;

use super::{Engine, execute, post, run, serving};

/// A journal with this number of calls, of five steps each, one second apart. Every tenth caller hangs up early, and
/// the last ten are still on the line.
pub(crate) async fn many_calls(database: &Database, calls: i64) -> Store {
    /// Inserted in batches: the store cancels statements that take seconds.
    const AT_ONCE: i64 = 5_000;
    let store = Store::open(database, &[MIGRATIONS]).await.unwrap();
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
             'eight_by_eight', '+6591234567', '{state}', '{input}', '{outcome}' FROM n {gone}"
        )
    });
    let ended = calls - 10;
    let summaries = format!(
        "{numbers} INSERT INTO ivr_summaries SELECT 's' || i, i * 1000000 + 9, 'eight_by_eight', 'COMPLETED', \
         '+6591234567', 7, '{{}}' FROM n WHERE i < {ended}"
    );
    let statements: Vec<_> = steps.chain([summaries]).collect();
    for from in (0..calls).step_by(AT_ONCE as usize) {
        let mut transaction = store.begin().await.unwrap();
        for sql in &statements {
            let values = [from, (from + AT_ONCE).min(calls)];
            run(&mut transaction, sql, &values).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
    store
}

/// The store cancels statements that take seconds, as a query that searches all calls for each call would.
pub(crate) fn every_call_is_listed_before_the_database_knows_what_it_holds(
    engine: Engine,
) -> Outcome {
    const CALLS: i64 = 20_000;
    engine.run(async |database| {
        let store = many_calls(&database, CALLS).await;
        let calls = Journal::latest(&store, None, u32::MAX).await.unwrap();
        let steps: i64 = calls.iter().map(|call| call.steps).sum();
        assert_eq!(
            (calls.len(), steps),
            (20_000, CALLS * 9 / 10 * 5 + CALLS / 10 * 2)
        );
        let began = calls.iter().map(|call| call.latest - call.began);
        assert_eq!(began.max(), Some(4));
    })
}

/// Steps are written after their responses, so they may arrive after the end of their call.
pub(crate) fn a_call_is_listed_while_its_first_step_comes(engine: Engine) -> Outcome {
    const CALLS: i64 = 500;
    engine.run(async |database| {
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        let ended = Cell::new(0);
        let write = async {
            for call in 0..CALLS {
                let summary = "INSERT INTO ivr_summaries (session_id, at, carrier, status, body) \
                     VALUES ('s' || $1, $1, 'eight_by_eight', 'COMPLETED', '{}')";
                execute(&store, summary, &[call]).await;
                ended.set(call + 1);
                let step = "INSERT INTO ivr_steps (session_id, key, at, carrier, state, input, outcome) \
                     VALUES ('s' || $1, 'k', $1, 'eight_by_eight', '-', 'ringing', 'main_menu')";
                execute(&store, step, &[call]).await;
            }
        };
        let watch = async {
            let mut known = 0;
            while known < CALLS {
                known = ended.get();
                let calls = Journal::latest(&store, None, u32::MAX).await.unwrap();
                let names: HashSet<_> = calls.into_iter().map(|call| call.session_id).collect();
                for call in 0..known {
                    assert!(names.contains(&format!("s{call}")), "{call} of {known}");
                }
            }
        };
        tokio::join!(write, watch);
    })
}

pub(crate) fn a_hundred_thousand_calls_are_watched_as_quickly_as_a_few(engine: Engine) -> Outcome {
    const CALLS: i64 = 100_000;
    engine.run(async |database| {
        let store = many_calls(&database, CALLS).await;
        // As PostgreSQL does by itself after a while.
        execute(&store, "ANALYZE", &[]).await;
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
        let all = Journal::traffic(&store, 0).await.unwrap();
        eprintln!(
            "{engine}: the ways of {CALLS} calls in {:?}",
            began.elapsed()
        );
        // As many of the latest steps as are counted, and since when.
        let counted = all.ways.iter().map(|way| way.count).sum::<i64>();
        assert_eq!(counted, 15_000);
        let cut = all.cut.unwrap();
        assert_eq!(
            Journal::traffic(&store, cut + 1).await.unwrap().ways,
            all.ways
        );
        let few = Journal::traffic(&store, (CALLS - 1_000) * 1_000_000);
        let few = few.await.unwrap();
        let count = |state: &str, input: &str| {
            let mut ways = few.ways.iter();
            let found = ways.find(|way| (&*way.state, &*way.input) == (state, input));
            found.unwrap().count
        };
        assert_eq!(count("-", "ringing"), 1_000);
        assert_eq!(count("lookups", "invalid"), 900);
        assert_eq!(few.cut, None);

        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = i64::try_from(since.unwrap().as_micros()).unwrap();
        let live = "WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2) \
             INSERT INTO ivr_steps SELECT 'l' || i, 'l' || i, i, 'eight_by_eight', NULL, '-', 'ringing', 'main_menu' FROM n";
        execute(&store, live, &[now, now + 12_000]).await;
        let callers = Journal::callers(&store).await.unwrap();
        assert_eq!((callers.len(), callers[0].count), (1, 8_000));
    })
}

pub(crate) fn live_calls_differ_from_ended_ones(engine: Engine) -> Outcome {
    engine.run(async |database| {
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
        let store = Store::open(&database, &[MIGRATIONS]).await.unwrap();
        let calls = Journal::latest(&store, None, 10).await.unwrap();
        let mut live: Vec<_> = calls.iter().filter(|call| call.is_live()).collect();
        live.sort_by_key(|call| &call.session_id);
        let live: Vec<_> = live.iter().map(|call| call.session_id.as_str()).collect();
        // The call of one of them is ending.
        assert_eq!((calls.len(), live), (4, vec!["ends", "rings"]));
        let callers = Journal::callers(&store).await.unwrap();
        assert_eq!((callers.len(), callers[0].state.as_str()), (1, "main_menu"));
        assert_eq!(callers[0].count, 1);
        let version = Journal::version(&store).await.unwrap();
        assert!(version.0 > 0 && version.1 > 0);
    })
}
