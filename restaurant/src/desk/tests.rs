//! Tests the bookings, with a stopped clock, on SQLite and on PostgreSQL.

use std::sync::Arc;

use ivr_runtime::carrier::eight_by_eight::wire::vca::CallAction;
use ivr_runtime::hours::zone;
use ivr_runtime::store::Database;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::clock::date_of;
use super::*;

/// Half past eight in the evening in Singapore.
fn evening() -> Timestamp {
    "2026-03-10T12:30:00Z".parse().unwrap()
}

/// A day later.
fn next_evening() -> Timestamp {
    "2026-03-11T12:30:00Z".parse().unwrap()
}

/// Tests of an empty book, on each engine.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                let folder = tempfile::tempdir().unwrap();
                super::on(super::Database::File(folder.path().join("book.sqlite")), super::$test);
            })*
        }
        mod postgres {
            $(#[test]
            #[ignore = "needs a PostgreSQL: set IVR_TEST_POSTGRES to postgres://USER@HOST:PORT, \
                        and add `-- --include-ignored`"]
            fn $test() {
                let url = support::postgres_database().unwrap();
                super::on(url.parse().unwrap(), super::$test);
            })*
        }
    };
}

on_both! {
    a_day_has_only_so_many_tables
    a_call_that_chooses_again_takes_no_second_table
    a_reservation_is_found_by_number_and_moved_once
    a_caller_is_known_however_the_number_is_spelt
    nobody_who_withholds_the_number_owns_a_booking
    what_was_for_yesterday_is_no_reservation
    callers_at_the_same_time_share_the_last_tables
}

fn on<F: Future<Output = ()>>(database: Database, test: impl FnOnce(Store) -> F) {
    support::block_on_threads(support::within("the test", async {
        test(Store::open(&database, &[book::TABLES]).await.unwrap()).await;
    }));
}

fn book(store: &Store, now: fn() -> Timestamp, tables: u32) -> Book {
    Book::new(
        store.clone(),
        Clock::new(now),
        zone("Asia/Singapore").unwrap(),
        tables,
    )
}

fn call(session: &str, number: Option<&str>) -> Call {
    let mut call = Call::default();
    call.session_id = session.to_owned();
    call.source = number.map(|number| number.parse().unwrap());
    call
}

const ANN: Option<&str> = Some("+6591234567");
const BOB: Option<&str> = Some("+6597654321");

async fn a_day_has_only_so_many_tables(store: Store) {
    let book = book(&store, evening, 1);
    let booked = |session, number, day| {
        let (book, call) = (&book, call(session, number));
        async move { book.table(&call, day).await.unwrap() }
    };
    assert_eq!(booked("a", ANN, Day::Today).await, Booking::Made);
    assert_eq!(booked("b", BOB, Day::Today).await, Booking::Full);
    assert_eq!(booked("b", BOB, Day::Tomorrow).await, Booking::Made);
    let moved = book.move_to_tomorrow(&call("c", ANN)).await.unwrap();
    assert_eq!(moved, Move::Full);
}

async fn a_call_that_chooses_again_takes_no_second_table(store: Store) {
    let book = book(&store, evening, 100);
    for number in [ANN, None] {
        for _ in 0..3 {
            let call = call(&format!("{number:?}"), number);
            assert_eq!(book.table(&call, Day::Today).await.unwrap(), Booking::Made);
        }
    }
    assert_eq!(book.list().await.unwrap().rows.len(), 2);
    let again = book.table(&call("another", ANN), Day::Today).await.unwrap();
    assert_eq!(again, Booking::AlreadyMade);
    let other_day = book.table(&call("another", ANN), Day::Tomorrow).await;
    assert_eq!(other_day.unwrap(), Booking::Made);
}

async fn a_reservation_is_found_by_number_and_moved_once(store: Store) {
    let book = book(&store, evening, 1);
    for nobody in [ANN, None] {
        let moved = book.move_to_tomorrow(&call("a", nobody)).await.unwrap();
        assert_eq!(moved, Move::NoReservation);
    }
    book.table(&call("a", ANN), Day::Today).await.unwrap();
    for _ in 0..2 {
        let moved = book.move_to_tomorrow(&call("b", ANN)).await.unwrap();
        assert_eq!(moved, Move::Moved);
    }
    let later = book.move_to_tomorrow(&call("c", ANN)).await.unwrap();
    assert_eq!(later, Move::AlreadyTomorrow);
    let rows = book.list().await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][..2], ["2026-03-11", "+6591234567"]);
    // The table of today is free again.
    let freed = book.table(&call("d", BOB), Day::Today).await.unwrap();
    assert_eq!(freed, Booking::Made);
}

/// An inbound call.
fn incoming(session: &str, source: &str) -> Call {
    let event = format!(
        r#"{{"eventType": "CALL_ACTION", "payload": {{"sessionId": "{session}", "source": "{source}"}}}}"#
    );
    CallAction::read(event.as_bytes())
        .unwrap()
        .into_event()
        .call()
}

async fn a_caller_is_known_however_the_number_is_spelt(store: Store) {
    let book = book(&store, evening, 100);
    let ann = incoming("a", "tel:+65-9123-4567");
    assert_eq!(book.table(&ann, Day::Today).await.unwrap(), Booking::Made);
    for source in ["+6591234567", "sip:+6591234567@host", "0065 9123 4567"] {
        let again = book.table(&incoming(source, source), Day::Today).await;
        assert_eq!(again.unwrap(), Booking::AlreadyMade, "{source}");
    }
}

async fn nobody_who_withholds_the_number_owns_a_booking(store: Store) {
    let book = book(&store, evening, 100);
    for source in [
        "",
        "anonymous",
        "266696687",
        "+86282452253",
        "sip:anonymous@host",
    ] {
        for session in ["one", "two"] {
            let nobody = incoming(&format!("{session} {source}"), source);
            let made = book.table(&nobody, Day::Today).await.unwrap();
            assert_eq!(made, Booking::Made, "{source}");
        }
        let other = incoming("other", source);
        let moved = book.move_to_tomorrow(&other).await.unwrap();
        assert_eq!(moved, Move::NoReservation, "{source}");
    }
}

async fn what_was_for_yesterday_is_no_reservation(store: Store) {
    let before = book(&store, evening, 1);
    before.table(&call("a", ANN), Day::Today).await.unwrap();
    let after = book(&store, next_evening, 1);
    let moved = after.move_to_tomorrow(&call("b", ANN)).await.unwrap();
    assert_eq!(moved, Move::NoReservation);
    assert!(after.list().await.unwrap().rows.is_empty());
}

async fn callers_at_the_same_time_share_the_last_tables(store: Store) {
    let book = Arc::new(book(&store, evening, 7));
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let book = Arc::clone(&book);
        calls.spawn(async move {
            let number = format!("+65900000{number:02}");
            book.table(&call(&number, Some(&number)), Day::Today)
                .await
                .unwrap()
        });
    }
    let made = calls.join_all().await;
    let made = made.into_iter().filter(|booking| *booking == Booking::Made);
    assert_eq!(made.count(), 7);
}

#[test]
fn the_day_turns_at_midnight_where_the_restaurant_is() {
    for (moment, name, today, tomorrow) in [
        (
            "2026-12-31T15:59:59Z",
            "Asia/Singapore",
            "2026-12-31",
            "2027-01-01",
        ),
        (
            "2026-12-31T16:00:00Z",
            "Asia/Singapore",
            "2027-01-01",
            "2027-01-02",
        ),
        // Days of 23 and of 25 hours.
        (
            "2026-03-28T23:30:00Z",
            "Europe/Paris",
            "2026-03-29",
            "2026-03-30",
        ),
        (
            "2026-03-29T21:59:59Z",
            "Europe/Paris",
            "2026-03-29",
            "2026-03-30",
        ),
        (
            "2026-03-29T22:00:00Z",
            "Europe/Paris",
            "2026-03-30",
            "2026-03-31",
        ),
        (
            "2026-10-24T22:00:00Z",
            "Europe/Paris",
            "2026-10-25",
            "2026-10-26",
        ),
        (
            "2026-10-25T22:59:59Z",
            "Europe/Paris",
            "2026-10-25",
            "2026-10-26",
        ),
        (
            "2026-10-25T23:00:00Z",
            "Europe/Paris",
            "2026-10-26",
            "2026-10-27",
        ),
        ("2028-02-28T12:00:00Z", "UTC", "2028-02-28", "2028-02-29"),
    ] {
        let now = moment
            .parse::<Timestamp>()
            .unwrap()
            .to_zoned(zone(name).unwrap());
        assert_eq!(
            date_of(Day::Today, &now).unwrap().to_string(),
            today,
            "{moment}"
        );
        assert_eq!(
            date_of(Day::Tomorrow, &now).unwrap().to_string(),
            tomorrow,
            "{moment}"
        );
    }
}

impl Desk {
    /// A desk with an empty book, on one evening.
    pub(crate) async fn with_tables(tables: u32) -> Self {
        let store = Store::open(&Database::Memory, &[book::TABLES])
            .await
            .unwrap();
        Self {
            caller_id: "+6568888888".parse().unwrap(),
            representative: "+6598888888".parse().unwrap(),
            book: book(&store, evening, tables),
        }
    }
}
