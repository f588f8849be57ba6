//! Builds the restaurant's programs with cargo.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The workspace's folder.
pub const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Builds the restaurant's program, if needed, and returns its path. `--release` builds it as deployed,
/// `--example NAME` builds an example instead.
///
/// # Panics
///
/// If it does not build.
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

/// Cargo as run from a shell. Variables that describe the package of this test would cause packages that
/// depend on them (ring) to be rebuilt, now and by the next cargo.
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
