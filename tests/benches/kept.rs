//! The cost of kept calls for callers: `cargo bench -p tests --bench kept`.
//!
//! Measures bookings while somebody reads the calls page since the beginning, over 200,000 calls; and events and pages
//! while nine in ten of 1,000,000 calls are pruned, which takes a quarter of an hour and 2 GB. `IVR_BENCH_CALLS=100000`
//! prunes among that many.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ivr_runtime::journal::MIGRATIONS;
use ivr_runtime::sqlx::{self, AnyConnection, AssertSqlSafe, Connection as _};
use ivr_runtime::store::{Database, Store};
use support::process::command;
use tests::load::{Bookings, Load, Served, Window, book, get, serving_bookings};
use tests::process::measured_program;
use tokio::runtime::Runtime;

/// The age of the oldest call in days.
const DAYS: u64 = 200;

/// The retention that keeps a tenth of the calls.
const KEPT: &str = "20d";

/// The retention that prunes nothing.
const EVERYTHING: &str = "1000d";

/// Events per second, as of a thousand simultaneous calls.
const RATE: u32 = 200;

/// Pages that are asked for beside the events, each every two seconds.
const PAGES: [&str; 4] = [
    "/api/calls",
    "/api/traffic?hours=24",
    "/api/traffic",
    "/api/calls?before=1",
];

fn main() {
    let program = measured_program();
    let calls = std::env::var("IVR_BENCH_CALLS");
    let calls = calls.map_or(1_000_000, |calls| calls.parse().expect("a number"));
    beside_a_reader(&program, 200_000);
    beside_pruning(&program, calls);
}

/// Bookings one after another, with and without somebody who reads everything that is kept.
fn beside_a_reader(program: &Path, calls: i64) {
    /// The duration of each.
    const WINDOW: Duration = Duration::from_secs(2);
    const ROUNDS: usize = 6;
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(folder.path(), calls);
    let served = Served::start(keeping(program, EVERYTHING), folder.path());
    let admin = served.admin();
    let reads = AtomicBool::new(false);
    let is_over = AtomicBool::new(false);
    let mut told = [Bookings::default(), Bookings::default()];
    let mut pages = Vec::new();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut pages = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                if reads.load(Ordering::Relaxed) {
                    pages.push(page(admin, "/api/traffic"));
                } else {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
            pages
        });
        for round in 0..ROUNDS * 2 {
            reads.store(round % 2 == 1, Ordering::Relaxed);
            told[round % 2].add(book(served.address, 1, WINDOW, round));
        }
        is_over.store(true, Ordering::Relaxed);
        pages = reader.join().expect("the pages are served");
    });
    println!("bookings, {calls} calls kept in SQLite, one caller, {ROUNDS} times {WINDOW:?} each:");
    for (told, what) in told
        .iter_mut()
        .zip(["nobody reads", "the calls page is read since the beginning"])
    {
        println!(
            "  p50 {:.1} ms, p99 {:.1} ms, {} heard that it failed: {what}",
            told.percentile(50),
            told.percentile(99),
            told.failed,
        );
    }
    println!(
        "  {} such pages, the slowest took {:.0?}",
        pages.len(),
        pages.iter().max().unwrap_or(&Duration::ZERO)
    );
    served.stop();
}

/// Events at a steady rate, and pages, before and during the deletion of old calls.
fn beside_pruning(program: &Path, calls: i64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(folder.path(), calls);
    println!("pruning {calls} calls to a tenth, SQLite, {RATE} events a second:");
    let served = Served::start(keeping(program, EVERYTHING), folder.path());
    let admin = served.admin();
    let mut load = Load::open(served.address, 32);
    let mut before = Measured::default();
    for _ in 0..10 {
        before.measure(&mut load, admin);
    }
    before.print("before");
    drop(load);
    served.stop();
    println!("  the file has {} MB", megabytes(folder.path()));
    let began = Instant::now();
    // Calls become old meanwhile; the next pruning takes those.
    let oldest = ago(DAYS / 10);
    let served = Served::start(keeping(program, KEPT), folder.path());
    let admin = served.admin();
    let mut load = Load::open(served.address, 32);
    let runtime = Runtime::new().expect("threads");
    let url = format!("sqlite:{}", folder.path().join("ivr.sqlite").display());
    let mut watch = runtime
        .block_on(AnyConnection::connect(&url))
        .expect("a file");
    let mut meanwhile = Measured::default();
    while !runtime.block_on(is_pruned(&mut watch, oldest)) {
        meanwhile.measure(&mut load, admin);
    }
    drop(watch);
    meanwhile.print("meanwhile");
    println!("  it took {:.0?}", began.elapsed());
    drop(load);
    served.stop();
    println!("  the file has {} MB", megabytes(folder.path()));
}

/// How long events and pages took.
#[derive(Default)]
struct Measured {
    events: Window,
    pages: [Vec<Duration>; PAGES.len()],
}

impl Measured {
    /// Measures for two seconds, with each page once.
    fn measure(&mut self, load: &mut Load, admin: SocketAddr) {
        std::thread::scope(|scope| {
            let pages = scope.spawn(move || {
                PAGES.map(|path| {
                    std::thread::sleep(Duration::from_millis(400));
                    page(admin, path)
                })
            });
            let window = load.run_at(RATE, Duration::from_secs(2));
            self.events.latencies.extend(window.latencies);
            let pages = pages.join().expect("pages are served");
            for (all, took) in self.pages.iter_mut().zip(pages) {
                all.push(took);
            }
        });
    }

    fn print(&mut self, when: &str) {
        println!(
            "  {when}: p50 {:.0} us, p99 {:.0} us",
            self.events.percentile(50),
            self.events.percentile(99),
        );
        for (path, all) in PAGES.iter().zip(&mut self.pages) {
            all.sort_unstable();
            println!(
                "    {path}: {} times, the median {:.1?} and the slowest {:.1?}",
                all.len(),
                all[all.len() / 2],
                all[all.len() - 1],
            );
        }
    }
}

/// The time that a page takes.
fn page(admin: SocketAddr, path: &str) -> Duration {
    let asked = Instant::now();
    let answer = get(admin, path);
    let took = asked.elapsed();
    // The server gives up on a page after five seconds.
    let is_answered = answer.starts_with("HTTP/1.1 200") || answer.contains("takes too long");
    assert!(is_answered, "{path}: {answer}");
    took
}

fn keeping(program: &Path, time: &str) -> Command {
    let mut command = serving_bookings(command(program));
    command.args(["--keep-calls", time]);
    command
}

fn megabytes(folder: &Path) -> u64 {
    fs::metadata(folder.join("ivr.sqlite")).map_or(0, |file| file.len() >> 20)
}

/// The time of calls this number of days ago, in microseconds since 1970.
fn ago(days: u64) -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let micros = since.unwrap_or_default().as_micros();
    i64::try_from(micros).expect("a time") - (days * 86_400_000_000).cast_signed()
}

/// Adds calls of five steps with a summary as long as the platform's, spread evenly over [`DAYS`].
fn fill(folder: &Path, calls: i64) {
    /// Inserted in batches: the store cancels statements that take seconds.
    const AT_ONCE: i64 = 5_000;
    let (first, apart) = (ago(DAYS), (ago(0) - ago(DAYS)) / calls);
    let numbers =
        "WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)";
    let path = [
        ("-", "ringing", "main_menu"),
        ("main_menu", "1", "reservations"),
        ("reservations", "1", "book_table"),
        ("book_table", "silence", "book_table"),
        ("book_table", "1", "end"),
    ];
    let steps = path.iter().enumerate().map(|(at, (state, input, outcome))| {
        format!(
            "{numbers} INSERT INTO ivr_steps (session_id, key, at, carrier, caller, state, input, outcome) \
             SELECT 's' || i, 'k' || i || '-{at}', {first} + i * {apart} + {at}, \
             'eight_by_eight', '+6591234567', '{state}', '{input}', '{outcome}' FROM n"
        )
    });
    let summaries = format!(
        "{numbers} INSERT INTO ivr_summaries (session_id, at, carrier, status, caller, seconds, body) \
         SELECT 's' || i, {first} + i * {apart} + 9, 'eight_by_eight', 'COMPLETED', \
         '+6591234567', 7, '{{\"x\": \"' || hex(zeroblob(350)) || '\"}}' FROM n"
    );
    let statements: Vec<_> = steps.chain([summaries]).collect();
    Runtime::new().expect("threads").block_on(async {
        let database = Database::File(folder.join("ivr.sqlite"));
        let store = Store::open(&database, &[MIGRATIONS]).await.expect("a file");
        for from in (0..calls).step_by(AT_ONCE as usize) {
            let mut transaction = store.begin().await.expect("a turn");
            for sql in &statements {
                let query = sqlx::query(AssertSqlSafe(sql.clone()));
                let query = query.bind(from).bind((from + AT_ONCE).min(calls));
                query.execute(&mut *transaction).await.expect("calls");
            }
            transaction.commit().await.expect("room on the disk");
        }
    });
}

/// Whether all calls older than the retention are gone.
async fn is_pruned(connection: &mut AnyConnection, oldest: i64) -> bool {
    let old = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM ivr_steps WHERE at < $1) OR EXISTS (SELECT 1 FROM ivr_summaries WHERE at < $1)",
    );
    let old: i64 = old.bind(oldest).fetch_one(connection).await.expect("a row");
    old == 0
}
