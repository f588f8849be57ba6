//! One, two and three servers behind nginx, on one PostgreSQL: `cargo bench -p tests --bench cluster`.
//!
//! Each number of servers has its own proxy, and all run all the time. Windows are
//! short and shuffled; the result is the ratio of windows of one round. Everything, including the load,
//! runs on this machine, so with two cores, more servers gain no capacity.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "../http/statistics.rs"]
mod statistics;

use std::time::Duration;

use statistics::{Shuffle, interval, median};
use support::Outcome;
use support::cluster::Cluster;
use support::process::command;
use support::proxy::{Kind, Proxy};
use tests::load::{Load, Served, Until, book, serving_bookings};
use tests::process::measured_program;

/// Rounds of windows, unless `IVR_BENCH_ROUNDS` is set.
const ROUNDS: usize = 20;

/// The length of a window.
const WINDOW: Duration = Duration::from_millis(500);

/// Number of concurrent connections, and of concurrent callers who book.
const CALLERS: usize = 32;

/// A number of servers behind a proxy.
struct Site {
    proxy: Proxy,
    _servers: Vec<Served>,
    /// Responses per second, and bookings per second, in each round.
    rates: [Vec<f64>; 2],
    failed: usize,
}

fn main() {
    if let Err(missing) = measure() {
        eprintln!("not run: it {missing}");
    }
}

fn measure() -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Kind::Nginx.find()?;
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c max_connections=200");
    let program = measured_program();
    let url = postgres.url("127.0.0.1");
    let mut sites = [1, 2, 3].map(|count| {
        let folder = folder.path().join(count.to_string());
        std::fs::create_dir(&folder).expect("a folder");
        let servers: Vec<_> = (0..count)
            .map(|_| {
                let mut command = serving_bookings(command(&program));
                command.args(["--database", &url]);
                Served::start(command, &folder)
            })
            .collect();
        let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
        Site {
            proxy: Proxy::start(Kind::Nginx, &folder, &addresses),
            _servers: servers,
            rates: [Vec::new(), Vec::new()],
            failed: 0,
        }
    });
    let rounds = std::env::var("IVR_BENCH_ROUNDS").ok();
    let rounds: usize = rounds.and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let mut shuffle = Shuffle::default();
    for round in 0..rounds {
        for at in shuffle.order(sites.len()) {
            let site = &mut sites[at];
            let mut load = Load::open(site.proxy.address, CALLERS);
            load.run(Until::Time(WINDOW / 4));
            site.rates[0].push(load.run(Until::Time(WINDOW)).rate());
            let run = round * 3 + at;
            let told = book(site.proxy.address, CALLERS, WINDOW, run);
            site.rates[1].push(told.booked as f64 / WINDOW.as_secs_f64());
            site.failed += told.failed;
        }
    }
    report(&sites);
    Ok(())
}

fn report(sites: &[Site; 3]) {
    for (at, what) in ["requests", "bookings, for two days"].iter().enumerate() {
        println!("\n{what}, {CALLERS} callers:");
        for (count, site) in (1..).zip(sites) {
            let ratios: Vec<_> = site.rates[at]
                .iter()
                .zip(&sites[0].rates[at])
                .map(|(own, one)| own / one)
                .collect();
            let (low, high) = interval(&ratios);
            println!(
                "  {count} server(s): {:>7.0} a second, {:.2} [{low:.2}, {high:.2}] times one server",
                median(&site.rates[at]),
                median(&ratios),
            );
        }
    }
    let failed: usize = sites.iter().map(|site| site.failed).sum();
    println!("\n{failed} bookings failed");
}
