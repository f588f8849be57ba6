//! Where a caller hung up, as their summary finds it.

use super::*;
use crate::Key;
use crate::label::InputLabel;
use rush_tests::tables;

fn step(session: &'static str, at: i64, outcome: &'static str) -> Step<'static> {
    Step {
        key: format!("event-{at}"),
        session: session.into(),
        at,
        caller: None,
        state: "main_menu",
        input: InputLabel::Key(Key::One),
        outcome,
    }
}

async fn left_at(journal: &Journal, session: &str) -> Option<String> {
    let body = br#"{"eventType":"SESSION_SUMMARY","payload":{}}"#;
    let summary = SessionSummary::read(body).unwrap();
    journal.summary(session, &summary, "").await.unwrap()
}

/// A journal whose steps wait for their rows for ever.
async fn waiting() -> Journal {
    let (journal, writer) = Journal::start(tables().await);
    writer.abort();
    assert!(writer.await.unwrap_err().is_cancelled());
    journal
}

#[tokio::test]
async fn a_step_that_has_no_row_yet_is_where_they_hung_up() {
    let journal = waiting().await;
    journal.step(&step("a\tcall", 1, "main_menu"));
    journal.step(&step("a\tcall", 2, "reservations"));
    journal.step(&step("another", 3, "connect_call"));
    assert_eq!(left_at(&journal, "a\tcall").await.unwrap(), "reservations");
    // They hang up once, however often it is told.
    assert_eq!(left_at(&journal, "a\tcall").await, None);
    assert_eq!(left_at(&journal, "nobody").await, None);
}

#[tokio::test]
async fn a_later_step_that_has_its_row_counts_more() {
    let journal = waiting().await;
    journal.step(&step("call", 1, "reservations"));
    journal.answer(&step("call", 2, "end"), "{}").await.unwrap();
    assert_eq!(left_at(&journal, "call").await.unwrap(), "end");
}
