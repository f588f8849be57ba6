//! How much the journal stores under sustained load: steps at a fixed rate, whether or not the server keeps up.

use std::path::Path;
use std::time::Duration;

use support::process::command;
use tests::load::{Load, Served, serving};

use super::folder;

/// Events per second. A thousand simultaneous calls make about 200.
const RATES: [u32; 5] = [5_000, 20_000, 40_000, 60_000, 80_000];

/// The duration of each rate.
const TIME: Duration = Duration::from_secs(20);

pub(super) fn sustained(program: &Path) {
    println!("steps at a fixed rate for {TIME:?}, 32 connections, SQLite with full sync:");
    for rate in RATES {
        let folder = folder();
        let served = Served::start(serving(command(program)), folder.path());
        let mut window = Load::open(served.address, 32).run_at(rate, TIME);
        served.settle(Duration::from_millis(500));
        let dropped = served.metric("ivr_journal_dropped");
        println!(
            "  {rate:>6} a second: {:>6.0} answered a second, p99 {:>6.0} us, {dropped} steps dropped",
            window.rate(),
            window.percentile(99),
        );
        served.stop();
    }
}
