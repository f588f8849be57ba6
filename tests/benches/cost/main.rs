//! The cost of a request, in figures that hardly depend on the machine's load:
//! `cargo bench -p tests --bench cost`.
//!
//! Instructions (callgrind), system calls (strace), memory, the time of a cold start, concurrent
//! bookings, and the rate at which steps are dropped. With `-- --check` it measures only instructions, and fails above
//! [`INSTRUCTIONS`]. Tools that are not installed are skipped with a message.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod bookings;
mod carriers;
mod instructions;
mod rate;

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use support::process::command;
use tests::load::{Load, Served, Until, serving};
use tests::process::measured_program;

/// Maximum number of instructions per request, in all threads except the one that writes the journal afterwards. A
/// loose alarm, for a change that costs far more than it should.
const INSTRUCTIONS: u64 = 76_000;

fn main() -> ExitCode {
    if let Some(served) = carriers::served() {
        return served;
    }
    let program = measured_program();
    let counted = instructions::of_a_request(&program);
    if std::env::args().any(|argument| argument == "--check") {
        if let Some(counted) = counted {
            assert!(
                counted <= INSTRUCTIONS,
                "{counted} instructions a request, and {INSTRUCTIONS} are allowed"
            );
        }
        return ExitCode::SUCCESS;
    }
    carriers::of_a_request();
    system_calls(&program);
    memory(&program);
    cold_start(&program);
    bookings::at_the_same_time(&program);
    rate::sustained(&program);
    ExitCode::SUCCESS
}

/// Whether a program is installed; prints a message if not.
fn has(tool: &str, what: &str) -> bool {
    let found = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        assert!(
            std::env::var_os("IVR_REQUIRE_EXTERNAL").is_none(),
            "{what}: {tool} is missing"
        );
        println!("{what}: skipped, {tool} is missing (apt-get install {tool})");
    }
    found
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The difference of two runs excludes startup and shutdown.
fn system_calls(program: &Path) {
    if !has("strace", "system calls a request") {
        return;
    }
    let count = |answers: usize| {
        let folder = folder();
        let counts = folder.path().join("counts");
        let mut strace = command("strace");
        strace.args(["-f", "-c", "-o"]).arg(&counts).arg(program);
        let mut served = Served::start(serving(strace), folder.path());
        let tracer = served.process.id();
        Load::open(served.address, 32).run(Until::Answers(answers));
        // The signal goes to the program, and strace exits with it.
        let children = format!("/proc/{tracer}/task/{tracer}/children");
        let child = std::fs::read_to_string(children).expect("strace has a child");
        let _ = Command::new("kill").args(["-TERM", child.trim()]).status();
        served.process.ended();
        calls(&std::fs::read_to_string(counts).expect("strace has counted"))
    };
    let (few, many) = (count(2_000), count(12_000));
    println!("system calls a request, 32 connections (by strace, which slows them down):");
    for (name, more) in many {
        let before = few
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(0, |(_, calls)| *calls);
        let each = (more.saturating_sub(before)) as f64 / 10_000.0;
        if each >= 0.01 {
            println!("  {name:<14} {each:.2}");
        }
    }
}

/// The columns `calls` and `syscall` of strace's table.
fn calls(table: &str) -> Vec<(String, u64)> {
    let rows = table.lines().filter_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let calls = columns.get(3)?.parse().ok()?;
        Some(((*columns.last()?).to_owned(), calls))
    });
    rows.filter(|(name, _)| name != "total").collect()
}

fn memory(program: &Path) {
    let folder = folder();
    let served = Served::start(serving(command(program)), folder.path());
    let mut load = Load::open(served.address, 256);
    println!("memory, 256 connections:");
    for answers in [256, 50_000, 450_000, 500_000, 600_000] {
        load.run(Until::Answers(answers));
        let [all, file] = ["VmRSS:", "RssFile:"].map(|line| memory_of(served.process.id(), line));
        println!(
            "  {all:.1} MB resident after {answers} more requests, {file:.1} MB of these the program's file"
        );
    }
}

/// Megabytes of a process, by a line of its status in Linux.
fn memory_of(id: u32, line: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|found| found.strip_prefix(line));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

/// The time from the start to the first response, with a database that has to be created and with an existing one.
fn cold_start(program: &Path) {
    const STARTS: usize = 21;
    let once = |folder: &Path| {
        let began = Instant::now();
        let served = Served::start(serving(command(program)), folder);
        Load::open(served.address, 1).run(Until::Answers(1));
        began.elapsed().as_secs_f64() * 1000.0
    };
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        (times[0], times[times.len() / 2])
    };
    let fresh = median((0..STARTS).map(|_| once(folder().path())).collect());
    let kept = folder();
    once(kept.path());
    let again = median((0..STARTS).map(|_| once(kept.path())).collect());
    println!("cold start to the first answer, {STARTS} starts, fastest and median:");
    println!(
        "  {:.1} ms, {:.1} ms with no database yet",
        fresh.0, fresh.1
    );
    println!(
        "  {:.1} ms, {:.1} ms with the database of the last start",
        again.0, again.1
    );
}
