//! Servers as separate processes, pinned to a core.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use support::process::{Process, command};

use super::SECRET;

/// A command that is kept to one core, where that can be had.
#[derive(Clone, Copy, Debug)]
pub struct Pinned;

impl Pinned {
    /// Runs `program` on `core`.
    pub fn command(core: usize, program: impl AsRef<Path>) -> Command {
        let has_taskset = Command::new("taskset")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        if has_taskset.is_ok_and(|status| status.success()) {
            let mut taskset = command("taskset");
            taskset
                .args(["-c", &core.to_string()])
                .arg(program.as_ref());
            taskset
        } else {
            command(program.as_ref())
        }
    }
}

/// Keeps this process to one core; whether that could be done.
pub fn pin_to(core: usize) -> bool {
    let id = std::process::id().to_string();
    Command::new("taskset")
        .args(["-cp", &core.to_string(), &id])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A server that was started, killed when dropped.
#[derive(Debug)]
pub struct Served {
    /// Its process.
    pub process: Process,
    /// Where it answers.
    pub address: SocketAddr,
}

impl Served {
    /// Starts it in a folder, and waits until it prints the `http://` address at which it answers.
    pub fn start(command: Command, folder: &Path) -> Self {
        let process = Process::start(command, folder);
        let address = process.address("http://");
        Self { process, address }
    }

    /// Where its pages and metrics are.
    pub fn admin(&self) -> SocketAddr {
        self.process.address("Open ")
    }

    /// The value of a metric that has no labels.
    pub fn metric(&self, name: &str) -> String {
        let answer = get(self.admin(), "/metrics");
        let value = answer
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.expect("the metric is there").to_owned()
    }

    /// Waits until it has nothing to do: for so long it had the processor for less than a hundredth
    /// of the time. Where that can't be told, it only waits.
    pub fn settle(&self, time: Duration) {
        let mut before = self.ran();
        loop {
            std::thread::sleep(time);
            let now = self.ran();
            if now.saturating_sub(before) < time / 100 {
                return;
            }
            before = now;
        }
    }

    /// How long its threads had a processor.
    fn ran(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.process.id()));
        let threads = threads.into_iter().flatten().filter_map(Result::ok);
        threads
            .filter_map(|thread| {
                let times = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
                let nanos = times.split_whitespace().next()?.parse().ok()?;
                Some(Duration::from_nanos(nanos))
            })
            .sum()
    }

    /// Asks it to shut down, and waits until it has exited.
    pub fn stop(mut self) {
        self.process.signal("-TERM");
        self.process.ended();
    }
}

/// What a page says, with its head.
pub fn get(admin: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(admin).expect("the pages are served");
    let patience = Some(support::patience());
    stream.set_read_timeout(patience).expect("a socket");
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .expect("the server answers");
    answer
}

/// A command that serves a tree on free ports, with a secret and a quiet log.
pub fn serving(mut command: Command) -> Command {
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
        .args(["--webhook-secret", SECRET, "--log", "warn"]);
    command
}

/// The same for the restaurant, which has a table for every booking.
pub fn serving_bookings(command: Command) -> Command {
    let mut command = serving(command);
    command.args(["--tables", "1000000"]);
    command
}
