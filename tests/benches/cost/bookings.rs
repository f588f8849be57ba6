//! Concurrent bookings, each fully synced to disk before its response.

use std::path::Path;
use std::time::Duration;

use support::process::command;
use tests::load::{Bookings, Served, book, serving_bookings};

use super::folder;

/// How long each crowd calls. Tables are counted to check availability, so more than some thousand bookings a day would
/// be unrealistic.
const TIME: Duration = Duration::from_millis(500);

/// Number of rounds, each with an empty restaurant.
const ROUNDS: u32 = 8;

pub(super) fn at_the_same_time(program: &Path) {
    println!("bookings, SQLite with full sync, {ROUNDS} times {TIME:?} each:");
    for callers in [1, 8, 64] {
        let mut told = Bookings::default();
        for _ in 0..ROUNDS {
            let folder = folder();
            let served = Served::start(serving_bookings(command(program)), folder.path());
            told.add(book(served.address, callers, TIME, 0));
            served.stop();
        }
        println!(
            "  {callers:>2} callers: {:>5.0} a second, p50 {:.1} ms, p99 {:.1} ms, {} heard that it failed",
            told.booked as f64 / (TIME * ROUNDS).as_secs_f64(),
            told.percentile(50),
            told.percentile(99),
            told.failed,
        );
    }
}
