//! The restaurant as its users run it: the program, started as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Cargo as a shell runs it. What the cargo that runs us has told of this package makes others that
/// ask for the same variables (ring) be built anew, and once more by whoever calls cargo next.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let told = ["CARGO_MANIFEST_", "CARGO_PKG_"];
        if told
            .iter()
            .any(|told| name.to_string_lossy().starts_with(told))
        {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// The restaurant's program, built if it is not there yet; with `--release` as it is deployed.
pub fn restaurant_program(flags: &[&str]) -> PathBuf {
    let output = cargo()
        .args(["build", "--quiet", "--package", "restaurant"])
        .args(["--message-format", "json"])
        .args(flags)
        .current_dir(WORKSPACE)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the restaurant does not build");
    let messages = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .expect("cargo names the program it built")
}

/// What the benches measure: a release, or the program that `IVR_BENCH_PROGRAM` names, as one that was
/// built with a profile. Its path begins where the workspace does, if it is a relative one.
pub fn measured_program() -> PathBuf {
    std::env::var_os("IVR_BENCH_PROGRAM").map_or_else(
        || restaurant_program(&["--release"]),
        |named| Path::new(WORKSPACE).join(named),
    )
}

/// A running restaurant on a port of its own, killed when dropped.
#[derive(Debug)]
pub struct Restaurant {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// The same of its pages.
    pub pages: String,
    /// Where it keeps what it keeps; gone when dropped.
    _folder: tempfile::TempDir,
}

impl Restaurant {
    /// Starts the program in an empty folder and waits until it says where it answers.
    pub fn start(arguments: &[&str]) -> Self {
        static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new(PROGRAM.get_or_init(|| restaurant_program(&[])))
            .args(["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
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
        Self {
            process,
            url,
            pages,
            _folder: folder,
        }
    }
}

impl Drop for Restaurant {
    fn drop(&mut self) {
        // Both fail only if it has ended already, which the test has then seen.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
