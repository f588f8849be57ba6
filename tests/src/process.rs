//! Runs the restaurant's program as a separate process.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use support::build::{WORKSPACE, restaurant_program};

/// What the benches measure: a release, or the program that `IVR_BENCH_PROGRAM` names, as one that was
/// built with a profile. Its path begins where the workspace does, if it is a relative one.
pub fn measured_program() -> PathBuf {
    std::env::var_os("IVR_BENCH_PROGRAM").map_or_else(
        || restaurant_program(&["--release"]),
        |named| Path::new(WORKSPACE).join(named),
    )
}

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| restaurant_program(&[]))
}

/// A running restaurant on a port of its own, killed when dropped.
#[derive(Debug)]
pub struct Restaurant {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The same of its pages.
    pub pages: String,
    /// What a telephone dials, if it was started with `--sip`.
    pub sip: String,
    /// Where it keeps what it keeps; gone when dropped.
    folder: tempfile::TempDir,
    program: fn() -> Command,
}

impl Restaurant {
    /// Starts the program in an empty folder and waits until it says where it answers.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_other(|| Command::new(self::program()), arguments)
    }

    /// Starts a program with another menu, which has the same command line.
    pub fn start_other(program: fn() -> Command, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = File::create(folder.path().join("log")).expect("a file for its log");
        let mut process = program()
            .args(["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the restaurant starts");
        let stdout = process.stdout.take().expect("its output is captured");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let mut address = |before: &str| {
            let line = lines.find(|line| line.contains(before));
            let line = line.expect("it prints where it answers");
            let url = line
                .split_once(before)
                .and_then(|(_, rest)| rest.split_whitespace().next());
            url.unwrap_or_default().trim_end_matches('/').to_owned()
        };
        let url = address(" answers at ");
        let pages = address("Open ");
        let sip = if arguments.contains(&"--sip") {
            address("Dial ")
        } else {
            String::new()
        };
        Self {
            process,
            url,
            pages,
            sip,
            folder,
            program,
        }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("its log is there")
    }

    /// Which process it is.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// What one of its listings says, as JSON.
    pub fn listed(&self, command: &[&str]) -> serde_json::Value {
        let listed = (self.program)()
            .args(command)
            .arg("--json")
            .current_dir(self.folder.path())
            .output()
            .expect("the restaurant starts");
        serde_json::from_slice(&listed.stdout).expect("it prints JSON")
    }
}

impl Drop for Restaurant {
    fn drop(&mut self) {
        // Both fail only if it has ended already, which the test has then seen.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
