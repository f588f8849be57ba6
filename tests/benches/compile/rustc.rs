//! Runs rustc, through cargo and directly, and measures it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// The environment variable with the name of the file that records cargo's command.
pub(crate) const NOTE: &str = "IVR_BENCH_NOTE";

/// Runs cargo's command, and records the arguments for its dependencies. Returns the exit code.
pub(crate) fn note(file: &Path) -> i32 {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (compiler, arguments) = arguments.split_first().expect("cargo names the compiler");
    let pairs = arguments.iter().zip(arguments.iter().skip(1));
    let found = pairs.filter(|(option, _)| ["-L", "--extern"].contains(&option.as_str()));
    let lines: Vec<_> = found
        .map(|(option, value)| format!("{option}\n{value}"))
        .collect();
    // Cargo also asks for the version and the like.
    if !lines.is_empty() {
        let text = format!("{compiler}\n{}", lines.join("\n"));
        fs::write(file, text).expect("the folder can be written to");
    }
    let status = Command::new(compiler).args(arguments).status();
    status.expect("there is a compiler").code().unwrap_or(1)
}

/// The cost of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// CPU time.
    pub(crate) milliseconds: f64,
    /// Maximum resident memory.
    pub(crate) megabytes: f64,
}

impl Figures {
    pub(crate) fn least(self, other: Self) -> Self {
        Self {
            milliseconds: self.milliseconds.min(other.milliseconds),
            megabytes: self.megabytes.min(other.megabytes),
        }
    }

    /// The mean cost of several runs: the CPU time of a single one is known only to hundredths of a second.
    pub(crate) fn of(command: &mut Command, runs: u32) -> Self {
        let before = children();
        let kilobytes = (0..runs).map(|_| run(command)).max();
        Self {
            milliseconds: (children() - before) as f64 / f64::from(runs),
            megabytes: kilobytes.unwrap_or_default() as f64 / 1024.0,
        }
    }
}

/// Runs a command that must succeed. Returns its maximum resident memory in KB.
pub(crate) fn run(command: &mut Command) -> u64 {
    let mut kilobytes = 0;
    let mut child = command.spawn().expect("there is a compiler");
    let status = loop {
        kilobytes = peak(child.id()).unwrap_or(kilobytes);
        if let Some(status) = child.try_wait().expect("it is a child of ours") {
            break status;
        }
        thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success(), "{command:?}: {status}");
    kilobytes
}

/// The maximum resident memory of a process so far, in KB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// CPU time of the exited children of this process in milliseconds, including that in the kernel.
fn children() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    let ticks = fields.split_whitespace().skip(13).take(2);
    // Linux reports a hundred ticks per second to programs, whatever the kernel uses.
    let milliseconds = ticks.map(|ticks| ticks.parse::<u64>().expect("a number") * 10);
    milliseconds.sum()
}
