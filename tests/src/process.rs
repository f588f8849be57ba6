//! Runs the restaurant's program as a separate process.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use support::build::{WORKSPACE, restaurant_program};
use support::process::{Process, command, output};

/// What the benches measure: a release, or the program that `IVR_BENCH_PROGRAM` names, as one that was
/// built with a profile. Its path begins where the workspace does, if it is a relative one.
pub fn measured_program() -> PathBuf {
    std::env::var_os("IVR_BENCH_PROGRAM").map_or_else(
        || restaurant_program(&["--release"]),
        |named| Path::new(WORKSPACE).join(named),
    )
}

/// The restaurant's program, built once.
pub fn program() -> Command {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    command(PROGRAM.get_or_init(|| restaurant_program(&[])))
}

/// A running restaurant on its own port, killed when dropped.
#[derive(Debug)]
pub struct Restaurant {
    /// The process itself.
    pub process: Process,
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
        Self::start_other(program, arguments)
    }

    /// Starts a program with another menu, which has the same command line.
    pub fn start_other(program: fn() -> Command, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = program();
        command
            .args(["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
            .args(arguments);
        let process = Process::start(command, folder.path());
        let sip = arguments.contains(&"--sip").then(|| process.word("Dial "));
        Self {
            url: process.word(" answers at "),
            pages: process.word("Open ").trim_end_matches('/').to_owned(),
            sip: sip.unwrap_or_default(),
            process,
            folder,
            program,
        }
    }

    /// Asks it to shut down, and waits until it has exited.
    pub fn stop(mut self) {
        self.process.signal("-TERM");
        assert_eq!(self.process.ended(), Some(0));
    }

    /// What one of its listings says, as JSON.
    pub fn listed(&self, command: &[&str]) -> serde_json::Value {
        let mut program = (self.program)();
        program.args(command).arg("--json");
        let listed = output(program.current_dir(self.folder.path()), b"");
        serde_json::from_slice(&listed.stdout).expect("it prints JSON")
    }
}
