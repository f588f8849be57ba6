//! The menu, by telephone.

use ivr_runtime::Outcome;
use ivr_runtime::testing::{assert_takes_over, call, call_out, walk};

use super::Restaurant;
use super::desk::Desk;

/// Somebody else than who calls otherwise.
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
        (ivr_runtime::testing::PERSON, "You already have a table"),
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
    // Nobody knows a caller by somebody else's reservation.
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

#[tokio::test]
async fn every_edge_is_walked() {
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
    const CALLER: &str = ivr_runtime::testing::PERSON;
    let roomy = walk::<Restaurant>(async || Desk::with_tables(100).await).await;
    let full = walk::<Restaurant>(async || Desk::with_tables(0).await).await;
    let today = walk::<Restaurant>(async || {
        let desk = Desk::with_tables(100).await;
        book(&desk, CALLER, "1").await;
        desk
    });
    let tomorrow = walk::<Restaurant>(async || {
        let desk = Desk::with_tables(100).await;
        book(&desk, CALLER, "2").await;
        desk
    });
    let full_tomorrow = walk::<Restaurant>(async || {
        let desk = Desk::with_tables(1).await;
        book(&desk, CALLER, "1").await;
        book(&desk, BOB, "2").await;
        desk
    });
    let walk = roomy
        .and(full)
        .and(today.await)
        .and(tomorrow.await)
        .and(full_tomorrow.await);
    walk.assert_complete();
}

#[test]
fn the_calls_of_the_last_release_go_on() {
    assert_takes_over::<Restaurant>(include_str!("../manifest.json"));
}
