//! The capacity of a telephone line: `cargo bench -p tests --bench telephone`. It needs sipp.
//!
//! The line runs on core 0, and all callers on core 1. `calls`, `held` or `keys` after `--` measures only that.

#![allow(clippy::expect_used, clippy::print_stdout)]

mod gaps;

use std::fs;
use std::io::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use gaps::Listener;
use tests::load::{Pinned, pin_to};
use tests::process::{Restaurant, measured_program};
use tests::telephone::{RawCall, Scenario, sipp};

/// Numbers of simultaneous calls, unless `IVR_BENCH_CALLS` is set.
const HELD: [usize; 4] = [100, 200, 300, 400];

/// Number of consecutive calls, unless `IVR_BENCH_CALLS` is set.
const CALLS: usize = 40_000;

/// Memory is measured after each part of them.
const QUARTERS: usize = 4;

/// Number of key presses whose response is timed.
const KEYS: u32 = 300;

/// Calls started per second.
const RATE: usize = 20;

/// How long calls are listened to once all are connected.
const HEARD: Duration = Duration::from_secs(20);

/// How long a call leaves something behind: responses that may have to be sent again (RFC 3261, timer J).
const FORGOTTEN: Duration = Duration::from_secs(35);

fn main() {
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |name| only.as_deref().is_none_or(|only| only == name);
    if !pin_to(1) {
        println!("not pinned: there is no taskset, or one core only");
    }
    if wanted("keys") {
        keys();
    }
    if wanted("held") {
        for calls in amount().map_or(HELD.to_vec(), |calls| vec![calls]) {
            held(calls);
        }
    }
    if wanted("calls") {
        one_after_the_other(amount().unwrap_or(CALLS));
    }
}

fn amount() -> Option<usize> {
    std::env::var("IVR_BENCH_CALLS").ok()?.parse().ok()
}

/// A restaurant that speaks every text as a tone. The folder contains the tone.
fn line() -> (Restaurant, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tone = folder.path().join("tone.wav");
    let mut file = fs::File::create(&tone).expect("a file for a tone");
    file.write_all(&wav()).expect("room for a tone");
    let cache = folder.path().join("voices");
    let restaurant = Restaurant::start_other(
        || Pinned::command(0, measured_program()),
        &[
            "--sip",
            "127.0.0.1:0",
            "--sip-calls",
            "5000",
            "--sip-calls-per-address",
            "5000",
            "--log",
            "warn",
            "--voice-command",
            &format!("cat {}", tone.display()),
            "--voice-cache",
            &cache.display().to_string(),
        ],
    );
    // Spoken texts are cached, so every text must have been spoken once.
    let mut call = RawCall::answered(address(&restaurant), 1);
    for key in [1, 3] {
        call.hears_sound();
        call.presses(key);
        thread::sleep(Duration::from_secs(1));
    }
    call.hangs_up();
    (restaurant, folder)
}

fn address(restaurant: &Restaurant) -> std::net::SocketAddr {
    let address = restaurant.sip.trim_start_matches("sip:menu@");
    address.parse().expect("it has an address")
}

/// A tone of 0.4 s that starts at full amplitude.
fn wav() -> Vec<u8> {
    const SAMPLES: u32 = 3_200;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + 2 * SAMPLES).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend(8_000_u32.to_le_bytes());
    wav.extend(16_000_u32.to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend((2 * SAMPLES).to_le_bytes());
    for at in 0..SAMPLES {
        let sample: i16 = if at / 8 % 2 == 0 { 8_000 } else { -8_000 };
        wav.extend(sample.to_le_bytes());
    }
    wav
}

/// The time from the last packet of a key to the first of the next prompt.
fn keys() {
    let (restaurant, _folder) = line();
    let mut call = RawCall::answered(address(&restaurant), 2);
    let mut waits = Vec::new();
    for key in [1, 3].into_iter().cycle().take(KEYS as usize) {
        // Interrupts the prompt.
        call.hears_silence();
        call.presses(key);
        let pressed = Instant::now();
        call.hears_sound();
        waits.push(pressed.elapsed());
    }
    call.hangs_up();
    waits.sort_unstable();
    println!(
        "{KEYS} keys, from the last packet of each to the first of the next prompt: median {:?}, p99 {:?}, at most {:?}",
        part(&waits, 50),
        part(&waits, 99),
        part(&waits, 100)
    );
}

/// Simultaneous calls with audio.
fn held(calls: usize) {
    let (restaurant, _folder) = line();
    let listener = Listener::start();
    // Longer than it takes to connect all of them and to listen.
    let ramp = Duration::from_secs((calls / RATE) as u64) + Duration::from_secs(3);
    let rounds = (ramp + HEARD).as_secs() / 8 + 2;
    let call = (0..rounds).fold(Scenario::calls(listener.port()), |call, _| {
        call.waits(4_000).presses('1').waits(4_000).presses('3')
    });
    let call = call.hangs_up();
    let sip = restaurant.sip.clone();
    let count = calls.to_string();
    let rate = RATE.to_string();
    let callers = thread::spawn(move || {
        sipp(
            &sip,
            &call,
            &["-m", &count, "-l", &count, "-r", &rate, "-timeout", "300s"],
        );
    });
    thread::sleep(ramp);
    let before = cpu(restaurant.process.id());
    let mut gaps = listener.gaps(HEARD);
    let busy = (cpu(restaurant.process.id()) - before) / HEARD.as_secs_f64();
    let streams = gaps.streams;
    let packets = gaps.all.len();
    gaps.all.sort_unstable();
    println!(
        "{calls} calls at once: {streams} heard, {packets} packets in {HEARD:?}, gaps: median {:?}, p99 {:?}, at most {:?}; \
         {:.0} % of a core",
        part(&gaps.all, 50),
        part(&gaps.all, 99),
        part(&gaps.all, 100),
        busy * 100.0
    );
    callers.join().expect("every call goes as it should");
}

/// Consecutive calls, and what they leave behind after each quarter of them. SIP has both sides remember a finished
/// transaction for 32 seconds, so memory grows until then.
fn one_after_the_other(calls: usize) {
    let (restaurant, _folder) = line();
    let call = Scenario::calls(9).hangs_up();
    let make = |count: usize| {
        let count = count.to_string();
        let each = ["-m", &count, "-l", "1", "-r", "1000", "-timeout", "3000s"];
        sipp(&restaurant.sip, &call, &each);
    };
    make(200);
    thread::sleep(FORGOTTEN);
    let before = left(restaurant.process.id());
    let (mut took, mut megabytes) = (Duration::ZERO, Vec::new());
    for _ in 0..QUARTERS {
        let began = Instant::now();
        make(calls / QUARTERS);
        took += began.elapsed();
        megabytes.push(format!("{:.1}", left(restaurant.process.id()).megabytes));
    }
    thread::sleep(FORGOTTEN);
    let after = left(restaurant.process.id());
    println!(
        "{calls} calls one after the other in {took:.0?} ({:.0} a second): {} files open before, {} behind; \
         {:.1} MB before, {} MB after each quarter, {:.1} MB behind",
        calls as f64 / took.as_secs_f64(),
        before.files,
        after.files,
        before.megabytes,
        megabytes.join(", "),
        after.megabytes
    );
}

/// The resources that a process holds.
struct Left {
    files: usize,
    megabytes: f64,
}

fn left(process: u32) -> Left {
    let files = fs::read_dir(format!("/proc/{process}/fd")).expect("it runs");
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = resident.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    Left {
        files: files.count(),
        megabytes: kilobytes.unwrap_or_default() / 1_024.0,
    }
}

/// CPU time of a process, in seconds.
fn cpu(process: u32) -> f64 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    let nanos = threads.filter_map(Result::ok).filter_map(|thread| {
        let times = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        times.split_whitespace().next()?.parse::<f64>().ok()
    });
    nanos.sum::<f64>() / 1e9
}

/// The percentile of sorted values.
fn part(sorted: &[Duration], percent: usize) -> Duration {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}
