//! Tests `ivr fmt` as editors and builds call it.

// Tests fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const BEFORE: &str = "ivr!{tree Shop{}}\n";
const AFTER: &str = "ivr!{\n    tree Shop {}\n}\n";

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ivr"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn standard_input_comes_out_formatted() {
    for arguments in [&["fmt"][..], &["fmt", "-"]] {
        let output = run(arguments, BEFORE);
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stdout), AFTER);
    }
    assert_eq!(run(&["fmt", "--check"], BEFORE).status.code(), Some(1));
    assert_eq!(run(&["fmt", "--check"], AFTER).status.code(), Some(0));
    // A half-typed file: there must be no output that an editor would replace it with.
    let output = run(&["fmt"], "ivr! { tree Shop { ");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn files_are_checked_or_formatted() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files_are_checked_or_formatted");
    fs::create_dir_all(&folder).unwrap();
    let [good, bad] = ["good.rs", "bad.rs"].map(|name| folder.join(name));
    fs::write(&good, AFTER).unwrap();
    fs::write(&bad, BEFORE).unwrap();
    let files = [good.to_str().unwrap(), bad.to_str().unwrap()];

    let output = run(&["fmt", "--check", files[0], files[1]], "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        format!("{}\n", files[1])
    );
    assert_eq!(fs::read_to_string(&bad).unwrap(), BEFORE);

    assert!(run(&["fmt", files[0], files[1]], "").status.success());
    assert_eq!(fs::read_to_string(&bad).unwrap(), AFTER);
    assert!(
        run(&["fmt", "--check", files[0], files[1]], "")
            .status
            .success()
    );

    let output = run(&["fmt", "nowhere.rs"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere.rs"));
}
