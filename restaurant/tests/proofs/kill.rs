//! Tests of `kill -9` under load: everything acknowledged is stored, once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::Value;
use support::{Outcome, until};

use super::faults::{BOOKED, FAILURE};
use super::server::{Server, listed, press, summary};

/// Number of concurrent callers.
const CALLERS: usize = 8;

pub(crate) fn kill_9_on_sqlite_loses_and_doubles_nothing_that_was_acknowledged() {
    kill_9("SQLite", "ivr.sqlite");
}

pub(crate) fn kill_9_on_postgres_loses_and_doubles_nothing_that_was_acknowledged() -> Outcome {
    kill_9("PostgreSQL", &support::postgres_database()?);
    Ok(())
}

fn kill_9(engine: &str, database: &str) {
    let rounds = super::amount("IVR_KILL_ROUNDS", 5);
    let folder = tempfile::tempdir().unwrap();
    // Generous limits for a busy machine: only the kill may interfere.
    let patient = ["--lookup-timeout", "1m", "--request-timeout", "1m"];
    let flags = [
        &patient[..],
        &["--tables", "100000000", "--database", database],
    ]
    .concat();
    let booked = Mutex::new(Vec::<(String, String)>::new());
    let summaries = Mutex::new(Vec::<String>::new());
    let (unanswered, late) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for round in 0..rounds {
        let server = Server::start(folder.path(), &flags);
        // Each round is killed after a different number of responses, at any point of the work.
        let enough = 5 + round * 7 % 60;
        let answers = AtomicUsize::new(0);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                let (server, booked, summaries, answers, over) =
                    (&server, &booked, &summaries, &answers, &over);
                let (unanswered, late) = (&unanswered, &late);
                scope.spawn(move || {
                    let mut client = server.client();
                    for number in 0.. {
                        let session = format!("r{round}-c{caller}-n{number}");
                        let number = format!("+659{:09}", (round * 10 + caller) * 10_000 + number);
                        let event = press(&session, &session, &number, "book_table", "1");
                        match client.hear(&event).as_deref() {
                            Ok(BOOKED) => {
                                booked.lock().unwrap().push((session.clone(), number));
                                answers.fetch_add(1, Ordering::Relaxed);
                            }
                            // A busy machine may be too slow; then nothing is promised.
                            Ok(FAILURE) => {
                                late.fetch_add(1, Ordering::Relaxed);
                            }
                            Ok(other) => panic!("{other}"),
                            Err(_) => break,
                        }
                        match client.post("/vss_webhook", &summary(&session)) {
                            Ok((200, _)) => summaries.lock().unwrap().push(session),
                            Ok((503, _)) => {
                                late.fetch_add(1, Ordering::Relaxed);
                            }
                            Ok(other) => panic!("{other:?}"),
                            Err(_) => break,
                        }
                    }
                    assert!(
                        over.load(Ordering::Relaxed),
                        "only a killed server does not answer"
                    );
                    unanswered.fetch_add(1, Ordering::Relaxed);
                });
            }
            until("answers", || answers.load(Ordering::Relaxed) >= enough);
            over.store(true, Ordering::Relaxed);
            server.signal("-KILL");
        });
        server.kill();
    }

    // The platform repeats events without a response, and some that had one.
    let booked = booked.into_inner().unwrap();
    let server = Server::start(folder.path(), &flags);
    let mut client = server.client();
    for (session, number) in booked.iter().step_by(3) {
        let again = client
            .hear(&press(session, session, number, "book_table", "1"))
            .unwrap();
        assert_eq!(again, BOOKED);
    }
    server.kill();

    let rows = listed(folder.path(), &["bookings", "--database", database]);
    let mut kept = BTreeMap::<&str, usize>::new();
    for row in rows.as_array().unwrap() {
        *kept.entry(row["session"].as_str().unwrap()).or_default() += 1;
    }
    let lost = booked
        .iter()
        .filter(|(session, _)| !kept.contains_key(session.as_str()))
        .count();
    let doubled = kept.values().filter(|count| **count > 1).count();
    let calls = listed(
        folder.path(),
        &["calls", "--limit", "1000000", "--database", database],
    );
    let ended: Vec<_> = calls
        .as_array()
        .unwrap()
        .iter()
        .filter(|call| call["status"] == "COMPLETED")
        .map(|call| call["session"].as_str().unwrap().to_owned())
        .collect();
    let summaries = summaries.into_inner().unwrap();
    let forgotten = summaries
        .iter()
        .filter(|session| !ended.contains(session))
        .count();
    eprintln!(
        "kill -9 on {engine}: {rounds} rounds, {} bookings acknowledged, {lost} lost, {doubled} doubled; {} summaries acknowledged, {forgotten} lost; {} told that it failed; {} requests cut by the kill",
        booked.len(),
        summaries.len(),
        late.into_inner(),
        unanswered.into_inner(),
    );
    assert_eq!((lost, doubled, forgotten), (0, 0, 0));
    assert!(matches!(rows, Value::Array(_)) && !booked.is_empty());
}
