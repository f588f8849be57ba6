//! Servers as separate processes, pinned to a core.

use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

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
            let mut command = Command::new("taskset");
            command
                .args(["-c", &core.to_string()])
                .arg(program.as_ref());
            command
        } else {
            Command::new(program.as_ref())
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
    process: Child,
    /// Where it answers.
    pub address: SocketAddr,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Served {
    /// Starts it, and waits until it prints the `http://` address at which it answers.
    pub fn start(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdout = process.stdout.take().expect("its output is captured");
        let mut lines = BufReader::new(stdout).lines();
        let address = next_address(&mut lines, "http://");
        Self {
            process,
            address,
            lines,
        }
    }

    /// Where its pages and metrics are. It is asked for once: the server prints it only at its start.
    pub fn admin(&mut self) -> SocketAddr {
        next_address(&mut self.lines, "Open http://")
    }

    /// The value of a metric that has no labels. As [`admin`](Self::admin), it is asked for once.
    pub fn metric(&mut self, name: &str) -> String {
        let answer = get(self.admin(), "/metrics");
        let value = answer
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.expect("the metric is there").to_owned()
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
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
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.id()));
        let threads = threads.into_iter().flatten().filter_map(Result::ok);
        threads
            .filter_map(|thread| {
                let times = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
                let nanos = times.split_whitespace().next()?.parse().ok()?;
                Some(Duration::from_nanos(nanos))
            })
            .sum()
    }

    /// Has it end as it ends when it is asked to, and waits for that.
    pub fn stop(mut self) {
        let id = self.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.is_ok_and(|status| status.success()));
        let _ = self.process.wait();
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self) {
        let _ = self.process.wait();
    }
}

/// What a page says, with its head.
pub fn get(admin: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(admin).expect("the pages are served");
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

/// The restaurant, with everything on, run by another program or by itself.
pub fn serving(runner: Option<&mut Command>, program: &Path, folder: &Path) -> Command {
    let mut command = match runner {
        Some(runner) => {
            let mut command = Command::new(runner.get_program());
            command.args(runner.get_args()).arg(program);
            command
        }
        None => Command::new(program),
    };
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
        .args([
            "--webhook-secret",
            SECRET,
            "--log",
            "warn",
            "--tables",
            "1000000",
        ])
        .current_dir(folder)
        .stderr(Stdio::null());
    command
}

/// The address behind `before` in the next line that has one.
fn next_address(lines: &mut Lines<BufReader<ChildStdout>>, before: &str) -> SocketAddr {
    let address = lines.map_while(Result::ok).find_map(|line| {
        let rest = line.split(before).nth(1)?.split_whitespace().next()?;
        rest.trim_end_matches('/').parse().ok()
    });
    address.expect("it prints where it answers")
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
