//! Instructions per request, counted by callgrind.

use std::path::Path;
use std::process::Command;

use support::process::command;
use tests::load::{Load, Served, Until, serving};

use super::{folder, has};

/// Returns the number of instructions per request.
pub(super) fn of_a_request(program: &Path) -> Option<u64> {
    if !has("valgrind", "instructions a request") {
        return None;
    }
    // The difference of two runs excludes startup and shutdown.
    const FEW: usize = 2_000;
    const MANY: usize = 8_000;
    let (few, many) = (count(program, FEW), count(program, MANY));
    let each = |few: u64, many: u64| many.saturating_sub(few) / (MANY - FEW) as u64;
    let answer = each(few.0, many.0);
    let journal = each(few.1, many.1);
    println!("instructions a request, 32 connections (user space, by callgrind):");
    println!("  {answer} to the answer, its counters and its step of the journal included");
    println!("  {journal} to write that step behind it, on the database's thread");
    Some(answer)
}

/// The instructions of all threads but the database's, and those of the database's thread.
fn count(program: &Path, answers: usize) -> (u64, u64) {
    let folder = folder();
    let mut valgrind = watched(folder.path());
    valgrind.arg(program);
    let served = Served::start(serving(valgrind), folder.path());
    Load::open(served.address, 32).run(Until::Answers(answers));
    served.stop();
    counted(folder.path())
}

/// A callgrind command that writes the counts of each thread to this folder.
pub(super) fn watched(folder: &Path) -> Command {
    let mut valgrind = command("valgrind");
    let out = folder.join("callgrind.out");
    valgrind
        .args(["--tool=callgrind", "-q", "--separate-threads=yes"])
        .arg(format!("--callgrind-out-file={}", out.display()));
    valgrind
}

/// Reads its counts: those of all threads but the database's, and those of the database's thread.
pub(super) fn counted(folder: &Path) -> (u64, u64) {
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut counts = (0, 0);
    for file in files.filter_map(Result::ok) {
        if !file
            .file_name()
            .to_string_lossy()
            .starts_with("callgrind.out-")
        {
            continue;
        }
        let profile = std::fs::read_to_string(file.path()).unwrap_or_default();
        let totals = profile
            .lines()
            .find_map(|line| line.strip_prefix("totals: "));
        let totals: u64 = totals
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0);
        // Only one thread runs SQLite's statements.
        if profile.contains("sqlite3_step") {
            counts.1 += totals;
        } else {
            counts.0 += totals;
        }
    }
    counts
}
