//! The server over HTTP, compared with bare hyper and bare warp: `cargo bench -p tests --bench http`.
//!
//! Four servers run at the same time on core 0; the load comes from core 1. Windows are
//! short and shuffled; the result is the ratio of windows of one round, so that
//! other load on the machine affects all of them.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod baseline;
mod statistics;

use std::time::Duration;

use statistics::{Shuffle, interval, median};
use tests::load::{Load, Pinned, SECRET, Served, Until, Window, pin_to};
use tests::process::measured_program;

/// Rounds of windows, unless `IVR_BENCH_ROUNDS` is set.
const ROUNDS: usize = 40;

/// The length of a window.
const WINDOW: Duration = Duration::from_millis(250);

/// The time before measuring.
const WARM_UP: Duration = Duration::from_millis(60);

/// The pause of a server after its window, so that its remaining work falls into no other window.
const SETTLE: Duration = Duration::from_millis(200);

/// Numbers of open connections.
const CONNECTIONS: [usize; 2] = [32, 256];

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("bare") => baseline::bare(),
        Some("serde") => baseline::serde(),
        Some("warp") => baseline::warp(),
        _ => compare(),
    }
}

/// A server, and the results of its windows.
struct Contender {
    name: &'static str,
    server: Served,
    windows: Vec<Window>,
}

fn compare() {
    let this = std::env::current_exe().expect("this program has a path");
    let program = measured_program();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let baseline = |name| {
        let mut command = Pinned::command(0, &this);
        command.arg(name);
        Served::start(command, folder.path())
    };
    let log = std::env::var("IVR_BENCH_LOG").unwrap_or_else(|_| "warn".to_owned());
    let mut ours = Pinned::command(0, &program);
    ours.args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
        .args(["--webhook-secret", SECRET, "--log", &log]);
    let mut contenders = [
        ("bare hyper", baseline("bare")),
        ("hyper + serde_json", baseline("serde")),
        ("warp + serde_json", baseline("warp")),
        ("ours", Served::start(ours, folder.path())),
    ]
    .map(|(name, server)| Contender {
        name,
        server,
        windows: Vec::new(),
    });
    if !pin_to(1) {
        println!("not pinned: there is no taskset, or one core only; take the ratios with care");
    }
    let rounds = std::env::var("IVR_BENCH_ROUNDS").ok();
    let rounds = rounds.and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let mut shuffle = Shuffle::default();
    for connections in CONNECTIONS {
        for contender in &mut contenders {
            contender.windows.clear();
        }
        for _ in 0..rounds {
            for at in shuffle.order(contenders.len()) {
                let contender = &mut contenders[at];
                // Not before: ours closes connections that are silent for five seconds.
                let mut load = Load::open(contender.server.address, connections);
                load.run(Until::Time(WARM_UP));
                contender.windows.push(load.run(Until::Time(WINDOW)));
                drop(load);
                contender.server.settle(SETTLE);
            }
        }
        report(connections, &mut contenders);
    }
    // A program that collects a profile writes it when it exits.
    for contender in contenders {
        contender.server.stop();
    }
}

fn report(connections: usize, contenders: &mut [Contender]) {
    println!(
        "\n{connections} connections, {} rounds",
        contenders[0].windows.len()
    );
    println!(
        "  {:<20} {:>9} {:>9} {:>9}   ratio to bare hyper   to warp + serde_json",
        "", "a second", "p50 us", "p99 us"
    );
    let rates: Vec<Vec<f64>> = contenders
        .iter()
        .map(|contender| contender.windows.iter().map(Window::rate).collect())
        .collect();
    for (contender, own) in contenders.iter_mut().zip(&rates) {
        let ratio = |of: usize| {
            let ratios: Vec<_> = own
                .iter()
                .zip(&rates[of])
                .map(|(own, other)| own / other)
                .collect();
            let (low, high) = interval(&ratios);
            format!("{:.3} [{low:.3}, {high:.3}]", median(&ratios))
        };
        let percentile = |windows: &mut [Window], percent| {
            let each: Vec<_> = windows
                .iter_mut()
                .map(|window| window.percentile(percent))
                .collect();
            median(&each)
        };
        let (p50, p99) = (
            percentile(&mut contender.windows, 50),
            percentile(&mut contender.windows, 99),
        );
        println!(
            "  {:<20} {:>9.0} {p50:>9.0} {p99:>9.0}   {:<21} {}",
            contender.name,
            median(own),
            ratio(0),
            ratio(2)
        );
    }
}
