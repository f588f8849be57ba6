//! Tests the menu with calls.

use ivr_runtime::testing::{PERSON, Walk, assert_takes_over, call, call_out, walk, walk_at};
use ivr_runtime::{Outcome, carrier};

use super::Restaurant;
use super::desk::Desk;

/// Another caller.
const BOB: &str = "+6597654321";

#[tokio::test]
async fn a_table_is_booked_once_and_then_there_is_none_left() {
    let desk = Desk::with_tables(1).await;
    call::<Restaurant>(&desk)
        .hears("Welcome to ABC Restaurant, to book a table press 1")
        .presses('1')
        .is_at("reservations")
        .presses('1')
        .hears("Reserving a Table")
        .presses('1')
        .hears_exactly("We have booked your table for today, thank you.")
        .ends()
        .await;
    for (number, answer) in [
        (PERSON, "You already have a table"),
        (BOB, "fully booked today"),
    ] {
        let again = call_out::<Restaurant>(&desk).with_number(number);
        again
            .presses('1')
            .presses('1')
            .presses('1')
            .hears(answer)
            .ends()
            .await;
    }
}

#[tokio::test]
async fn a_reservation_is_changed_to_tomorrow() {
    let desk = Desk::with_tables(100).await;
    call::<Restaurant>(&desk)
        .presses('1')
        .presses('1')
        .presses('1')
        .ends()
        .await;
    call::<Restaurant>(&desk)
        .presses('1')
        .presses('2')
        .hears("press 2 to change your reservation to tomorrow")
        .presses('2')
        .hears_exactly("Changing your reservation to tomorrow thank you.")
        .ends()
        .await;
    // A caller does not get somebody else's reservation.
    let bob = call::<Restaurant>(&desk).with_number(BOB);
    bob.presses('1')
        .presses('2')
        .presses('2')
        .hears("no reservation under your number")
        .ends()
        .await;
}

#[tokio::test]
async fn a_representative_is_called_and_the_caller_thanked_however_that_goes() {
    let desk = Desk::with_tables(0).await;
    for outcome in Outcome::ALL {
        call::<Restaurant>(&desk)
            .presses('2')
            .hears("Connecting you to the next available representative.")
            .presses('1')
            .is_put_through_to("+6598888888")
            .transfer_ends(outcome)
            .hears_exactly("Thank you for speaking to ABC Restaurant, have a great day.")
            .ends()
            .await;
    }
}

#[tokio::test]
async fn whoever_presses_nothing_is_let_go() {
    let desk = Desk::with_tables(0).await;
    call::<Restaurant>(&desk)
        .stays_silent()
        .hears_exactly("Invalid input, please call again.")
        .ends()
        .await;
    call_out::<Restaurant>(&desk)
        .presses('1')
        .hangs_up()
        .ends()
        .await;
}

/// The state of the restaurant when a call arrives: together, these cover everything that callers can hear.
#[derive(Clone, Copy, Debug)]
enum Past {
    Quiet,
    NoTables,
    BookedToday,
    BookedTomorrow,
    LastTableForTomorrowTaken,
}

impl Past {
    const ALL: [Self; 5] = [
        Self::Quiet,
        Self::NoTables,
        Self::BookedToday,
        Self::BookedTomorrow,
        Self::LastTableForTomorrowTaken,
    ];

    async fn desk(self) -> Desk {
        /// Books from a number: `1` for today, `2` for tomorrow.
        async fn book(desk: &Desk, number: &str, day: &str) {
            let call = call::<Restaurant>(desk).with_number(number);
            call.presses('1')
                .presses('1')
                .presses(day)
                .hears("We have booked")
                .ends()
                .await;
        }
        let tables = match self {
            Self::NoTables => 0,
            Self::LastTableForTomorrowTaken => 1,
            _ => 100,
        };
        let desk = Desk::with_tables(tables).await;
        match self {
            Self::Quiet | Self::NoTables => {}
            Self::BookedToday => book(&desk, PERSON, "1").await,
            Self::BookedTomorrow => book(&desk, PERSON, "2").await,
            Self::LastTableForTomorrowTaken => {
                book(&desk, PERSON, "1").await;
                book(&desk, BOB, "2").await;
            }
        }
        desk
    }
}

#[tokio::test]
async fn every_edge_is_walked() {
    let mut all = Walk::default();
    for past in Past::ALL {
        all = all.and(walk::<Restaurant>(async || past.desk().await).await);
    }
    all.assert_complete();
}

/// The restaurant uses 8x8. It sounds the same at every other carrier.
#[tokio::test]
async fn every_edge_sounds_the_same_at_every_carrier() {
    let mut walks = vec![Walk::default(); carrier::ALL.len()];
    let mut differences = Vec::new();
    for past in Past::ALL {
        let mut expected: Option<Walk> = None;
        for (carrier, all) in carrier::ALL.iter().zip(&mut walks) {
            let walk = walk_at::<Restaurant>(*carrier, async || past.desk().await).await;
            let expected = expected.get_or_insert_with(|| walk.clone());
            let name = carrier.name();
            assert_eq!(walk.heard().len(), expected.heard().len(), "{name}");
            for (call, heard) in walk.heard() {
                // `first_tries` is part of the request that places a call, and only 8x8 takes it there.
                let is_first = call == "Outbound [Silence]";
                if !is_first && expected.heard().get(call) != Some(heard) {
                    differences.push(format!("{name}, {past:?}: {call}: {heard:?}"));
                }
            }
            *all = std::mem::take(all).and(walk);
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
    for walk in &walks {
        walk.assert_complete();
    }
}

#[test]
fn the_calls_of_the_last_release_go_on() {
    assert_takes_over::<Restaurant>(include_str!("../manifest.json"));
}
