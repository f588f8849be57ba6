//! Tests of the command line as a process: its output, its exit code, and draining on SIGTERM.
//!
//! The test binary is also the tested program: started with `CHILD` set, it runs a user's `main`.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "common/tree.rs"]
mod tree;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, ExitCode, Output};

use support::process::{self, Process};
use support::until;

const CHILD: &str = "IVR_TEST_CHILD";

fn main() -> ExitCode {
    match std::env::var(CHILD).as_deref() {
        Ok("before") => return ivr_runtime::run::<before::Bistro>(),
        Ok("now") => return ivr_runtime::run::<now::Bistro>(),
        Ok(_) => return ivr_runtime::run::<tree::Demo>(),
        Err(_) => {}
    }
    support::run(support::tests![
        the_tree_is_printed_and_plain_where_nobody_sees_colours,
        a_manifest_that_lacks_what_a_menu_needs_ends_with_1_whatever_is_accepted,
        a_manifest_that_does_not_say_what_is_remembered_can_be_accepted,
        a_misspelt_flag_ends_with_2,
        a_port_in_use_ends_with_1_and_says_what_to_do,
        an_application_that_does_not_open_ends_with_1,
        #[cfg(unix)]
        it_serves_where_the_environment_says_until_it_is_told_to_end,
        #[cfg(unix)]
        on_sighup_it_reads_its_settings_again_and_refuses_those_that_are_wrong,
    ])
}

/// Two releases of a tree that remembers a value.
mod before {
    ivr_runtime::ivr! {
        pub tree Bistro { voice: "en-US-BenjaminRUS" }

        let guests: u32;

        start menu party {
            "How many are you? Press 1 to 9."
            guests @ 1..=9 => menu confirm {
                "To take a table for {guests} press 1."
                1 => say "It is yours.",
            }
        }
        _ => say "Good bye.",
    }
}

mod now {
    ivr_runtime::ivr! {
        pub tree Bistro { voice: "en-US-BenjaminRUS" }

        let guests: u32;
        let name: String;

        start menu party {
            "How many are you? Press 1 to 9."
            guests @ 1..=9 => set name = format!("party of {guests}") then menu confirm {
                "To take a table for {guests} press 1."
                1 => say "It is yours, {name}.",
            }
        }
        _ => say "Good bye.",
    }
}

fn program(args: &[&str]) -> Command {
    let mut command = process::command(std::env::current_exe().unwrap());
    command
        .env(CHILD, "1")
        .env("IVR_DATABASE", ":memory:")
        .args(args);
    command
}

fn output(args: &[&str]) -> (Option<i32>, String, String) {
    ended(&mut program(args))
}

fn ended(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = process::output(command, b"");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn the_tree_is_printed_and_plain_where_nobody_sees_colours() {
    let (code, out, err) = output(&["tree"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("Demo\nThe menu of the tests.\n"), "{out}");
    assert!(out.contains("-> main_menu"), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");
}

/// The output of the release `now` for a manifest in a file.
fn checked(manifest: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("manifest.json");
    std::fs::write(&file, manifest).unwrap();
    let args = ["manifest", "--check", file.to_str().unwrap()];
    let mut command = program(&[&args, more].concat());
    ended(command.env(CHILD, "now"))
}

fn a_manifest_that_lacks_what_a_menu_needs_ends_with_1_whatever_is_accepted() {
    let (code, before, _) = ended(program(&["manifest"]).env(CHILD, "before"));
    assert_eq!(code, Some(0));
    for accepted in [&[][..], &["--accept-warnings"]] {
        let (code, out, err) = checked(&before, accepted);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{accepted:?}");
        for line in [
            "error: calls in flight may lack `name`, which they need",
            "note: in \"confirm\" they have `guests: u32`",
            "help: set `name` on every path",
        ] {
            assert!(err.contains(line), "{err}");
        }
    }
}

fn a_manifest_that_does_not_say_what_is_remembered_can_be_accepted() {
    let (code, now, _) = ended(program(&["manifest"]).env(CHILD, "now"));
    assert_eq!(code, Some(0));
    assert_eq!(checked(&now, &[]).0, Some(0));
    let mut older: serde_json::Value = serde_json::from_str(&now).unwrap();
    older.as_object_mut().unwrap().remove("values");

    let says = "warning: the older manifest does not list what calls remember";
    let (code, out, err) = checked(&older.to_string(), &[]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains(says), "{err}");
    let (code, out, err) = checked(&older.to_string(), &["--accept-warnings"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.contains(says) && out.contains("warnings accepted"),
        "{out}"
    );
}

fn a_misspelt_flag_ends_with_2() {
    let (code, out, err) = output(&["--tables", "4", "--listen", "here"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("--listen") && err.contains("127.0.0.1:8080"),
        "{err}"
    );
}

fn a_port_in_use_ends_with_1_and_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, out, err) = output(&["--tables", "4", "--listen", &address]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains(&format!("error: {address} is already in use")),
        "{err}"
    );
    assert!(err.contains("--listen"), "{err}");
}

fn an_application_that_does_not_open_ends_with_1() {
    let (code, _, err) = output(&["--listen", "127.0.0.1:0", "--tables", "0"]);
    assert_eq!(code, Some(1));
    assert!(
        err.contains("could not be opened: there are no tables"),
        "{err}"
    );
}

/// The status of the response to an event with this secret.
#[cfg(unix)]
fn asked(address: SocketAddr, secret: &str) -> u16 {
    let body = r#"{"eventType":"CALL_ACTION","payload":{"callStatus":"CALL_RECEIVED"}}"#;
    let length = body.len();
    let request = format!(
        "POST /vca_webhook HTTP/1.1\r\nhost: {address}\r\nauthorization: {secret}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    status(address, &request)
}

/// The status that a request to a server is answered with.
#[cfg(unix)]
fn status(address: SocketAddr, request: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(support::patience())).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response.split(' ').nth(1).unwrap().parse().unwrap()
}

#[cfg(unix)]
fn on_sighup_it_reads_its_settings_again_and_refuses_those_that_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ivr.toml");
    let write = |text: &str| std::fs::write(&file, text).unwrap();
    write("webhook-secret = [\"the-old-secret\"]\n");
    let config = file.to_str().unwrap();
    let mut command = program(&["serve", "--tables", "4", "--listen", "127.0.0.1:0"]);
    command.args(["--config", config, "--log-format", "json"]);
    let mut server = Process::start(command, folder.path());
    let address = server.address(" answers at ");
    assert_eq!(asked(address, "the-old-secret"), 200);

    write("webhook-secret = [\"the-new-secret\"]\n");
    server.signal("-HUP");
    until("the new secret", || asked(address, "the-new-secret") == 200);
    assert_eq!(asked(address, "the-old-secret"), 401);

    // One is too short for a secret, the other is not TOML.
    for (count, wrong) in [
        (1, "webhook-secret = [\"hunter2\"]\n"),
        (2, "webhook-secret = [\"hunter2\""),
    ] {
        write(wrong);
        server.signal("-HUP");
        until("the settings are refused", || {
            server.log().matches("settings refused").count() == count
        });
        assert_eq!(asked(address, "the-new-secret"), 200);
    }
    let log = server.log();
    assert!(log.contains("--webhook-secret"), "{log}");
    assert!(!log.contains("hunter2"), "{log}");

    server.signal("-TERM");
    assert_eq!(server.ended(), Some(0));
}

#[cfg(unix)]
fn it_serves_where_the_environment_says_until_it_is_told_to_end() {
    for signal in ["-TERM", "-INT"] {
        let mut command = program(&["serve", "--tables", "4", "--log-format", "json"]);
        command.env("IVR_LISTEN", "127.0.0.1:0");
        command.env("IVR_DRAIN_PAUSE", "0s");
        let folder = tempfile::tempdir().unwrap();
        let mut server = Process::start(command, folder.path());
        let address = server.address("Demo answers at ");
        let request =
            format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        assert_eq!(status(address, &request), 200);

        server.signal(signal);
        assert_eq!(server.ended(), Some(0), "{signal}");
        let log = server.log();
        assert!(log.contains(r#""message":"shut down""#), "{signal}: {log}");
        for line in log.lines() {
            assert!(line.starts_with('{') && line.ends_with('}'), "{line}");
        }
    }
}
