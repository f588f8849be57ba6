//! Bookings at the same time: each is committed, with full sync, before the caller hears of it.

use std::path::Path;
use std::time::Duration;

use tests::load::{Served, book};

use super::{folder, serving};

/// How long each crowd calls.
const TIME: Duration = Duration::from_secs(3);

pub(super) fn at_the_same_time(program: &Path) {
    println!(
        "bookings, SQLite with full sync, {} s each:",
        TIME.as_secs()
    );
    for callers in [1, 8, 64] {
        let folder = folder();
        let served = Served::start(serving(None, program, folder.path()));
        let mut told = book(served.address, callers, TIME, 0);
        println!(
            "  {callers:>2} callers: {:>5.0} a second, p50 {:.1} ms, p99 {:.1} ms, {} heard that it failed",
            told.booked as f64 / TIME.as_secs_f64(),
            told.percentile(50),
            told.percentile(99),
            told.failed,
        );
    }
}
