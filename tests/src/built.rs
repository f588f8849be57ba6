//! The restaurant's programs, built by cargo.

use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The restaurant's program, built if it is not there yet; with `--release` as it is deployed, with
/// `--example NAME` another one beside it.
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

/// Cargo as a shell runs it. What the cargo that runs us has told of this package makes others that
/// ask for the same variables (ring) be built anew, and once more by whoever calls cargo next.
fn cargo() -> Command {
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
