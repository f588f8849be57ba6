//! Runs rustc for cargo, and writes down what it took.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{fs, thread};

/// The variable that names the file for the figures.
pub(crate) const FIGURES: &str = "IVR_BENCH_FIGURES";

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Of the processor.
    pub(crate) milliseconds: f64,
    /// Resident, at most.
    pub(crate) megabytes: f64,
}

impl Figures {
    pub(crate) fn least(self, other: Self) -> Self {
        Self {
            milliseconds: self.milliseconds.min(other.milliseconds),
            megabytes: self.megabytes.min(other.megabytes),
        }
    }

    pub(crate) fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("rustc ran for the crate");
        let mut figures = text
            .split(' ')
            .map(|figure| figure.parse().expect("a number"));
        let mut next = || figures.next().expect("two figures");
        Self {
            milliseconds: next(),
            megabytes: next(),
        }
    }
}

/// What cargo asked for: the compiler and its arguments. Tells how that ended.
pub(crate) fn run(file: &Path) -> i32 {
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next().expect("cargo names the compiler");
    let arguments: Vec<_> = arguments.collect();
    // Cargo also asks for the version and the like.
    let compiles = arguments.iter().any(|argument| argument == "--crate-name")
        && arguments
            .iter()
            .any(|argument| argument == super::project::NAME);
    let mut child = Command::new(compiler)
        .args(&arguments)
        .spawn()
        .expect("there is a compiler");
    let mut kilobytes = 0;
    let status = loop {
        kilobytes = peak(child.id()).unwrap_or(kilobytes);
        if let Some(status) = child.try_wait().expect("it is a child of ours") {
            break status;
        }
        thread::sleep(Duration::from_millis(2));
    };
    if compiles && status.success() {
        let megabytes = kilobytes as f64 / 1024.0;
        let text = format!("{} {megabytes}", children());
        fs::write(file, text).expect("the folder can be written to");
    }
    status.code().unwrap_or(1)
}

/// The most that a process had resident so far, in KB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Milliseconds of processor that the ended children of this process took, their own and the
/// kernel's for them.
fn children() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    let ticks = fields.split_whitespace().skip(13).take(2);
    // A hundred a second, whatever the machine.
    ticks
        .map(|ticks| ticks.parse::<u64>().expect("a number") * 10)
        .sum()
}
