//! Tests of the command line.

use ivr_runtime::carrier::eight_by_eight::client::ApiKey;
use ivr_runtime::carrier::eight_by_eight::simulator::{Config, Simulator};
use serde_json::Value;
use support::process::output;
use tests::process::{Restaurant, program};
use tests::seed;

use super::openapi;

/// Runs the program in its own folder. Returns its exit code and output.
fn run(line: &str, environment: &[(&str, &str)]) -> (Option<i32>, String, String) {
    run_with(line, environment, b"")
}

/// The same with an input.
fn run_with(
    line: &str,
    environment: &[(&str, &str)],
    input: &[u8],
) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .args(line.split_whitespace())
        .current_dir(folder.path());
    command.envs(environment.iter().copied());
    let output = output(&mut command, input);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

pub(crate) fn help_describes_the_restaurants_own_command() {
    for line in ["--help", "bookings --help"] {
        let (code, out, _) = run(line, &[]);
        assert_eq!(code, Some(0), "{line}");
        assert!(out.contains("List the reservations from today on"), "{out}");
    }
}

pub(crate) fn a_scripted_call_is_printed_and_sets_the_exit_code() {
    for (line, code, says) in [
        (
            "phone --keys 1,1,2",
            0,
            "We have booked your table for tomorrow, thank you.",
        ),
        ("phone --keys 2,1 --answer busy", 0, "busy (486)"),
        (
            "phone --keys 3 --outbound --older",
            0,
            "Our restaurant hours",
        ),
        ("phone --keys -", 0, "Invalid input"),
        ("phone --keys silence", 0, "Invalid input"),
        ("phone --keys 1,h", 0, "hangs up"),
        ("phone --keys 1", 3, "add a key"),
        ("phone --keys 3,1", 3, "before these keys were used: 1"),
        ("phone --keys x", 2, "write keys from 0 to 9"),
        (
            "phone --keys 1 --url http://127.0.0.1:9",
            1,
            "nobody listens there",
        ),
    ] {
        let (ended, out, err) = run(line, &[]);
        assert_eq!(ended, Some(code), "{line}: {out}{err}");
        assert!(
            out.contains(says) || err.contains(says),
            "{line}: {out}{err}"
        );
        assert!(
            !out.contains('\u{1b}'),
            "no colour where nobody sees it: {line}"
        );
    }
    let (_, out, _) = run("phone --keys 3 --json", &[]);
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(record["status"], "COMPLETED");
}

pub(crate) fn keys_from_a_pipe_are_pressed_one_line_per_prompt() {
    let booked = "We have booked your table for tomorrow, thank you.";
    for (keys, code, says) in [
        (&b"1\n1\n2\n"[..], 0, booked),
        (b"1\r\n1\r\n2", 0, booked),
        // Input that is not text is not a key, and ends no call.
        (b"1\n\xff1\n2\xc3\n", 0, booked),
        (b"\n", 0, "Invalid input"),
        (b"1\nq\n", 0, "hangs up"),
        (
            b"",
            3,
            "the menu asks for more keys than the input contains",
        ),
        (
            b"1\n1\n",
            3,
            "the menu asks for more keys than the input contains",
        ),
        (b"3\n1\n", 3, "before these keys were used: 1"),
        (b"1\nyes\n", 1, "line 2 of the input: `yes` is not a move"),
    ] {
        let (ended, out, err) = run_with("phone", &[], keys);
        let text = out + &err;
        assert_eq!(ended, Some(code), "{keys:?}: {text}");
        assert!(text.contains(says), "{keys:?}: {text}");
    }
}

pub(crate) fn a_dry_run_prints_the_tutorials_request_without_an_account() {
    let (code, out, err) = run("call --to +6591111111 --dry-run --json", &[]);
    assert_eq!(code, Some(0), "{err}");
    let request: Value = serde_json::from_str(&out).unwrap();
    openapi::check_request(&request);
    assert_eq!(request["callflow"][1], seed::capture("main_menu", 1));
    assert_eq!(
        request["callflow"][0]["params"]["destination"],
        "+6591111111"
    );
}

pub(crate) async fn webhooks_and_voices_are_managed_without_showing_the_api_key() {
    let config = Config::default().with_api_key(Some(ApiKey::new("hunter2").unwrap()));
    let platform = Simulator::start(config).await.unwrap();
    let url = platform.url();
    let mut account = vec![
        ("IVR_BASE_URL", url.as_str()),
        ("IVR_SUB_ACCOUNT", "simulator"),
        ("IVR_API_KEY", "hunter2"),
    ];
    for (line, says) in [
        ("webhooks list", "webhooks set vca URL"),
        (
            "webhooks set vca https://menu.example.com/vca_webhook",
            "VCA  https://menu",
        ),
        ("webhooks list --json", "\"count\": 1"),
        ("webhooks delete vca", "no webhooks"),
        ("voices --locale en-US", "en-US-BenjaminRUS"),
    ] {
        let (code, out, err) = run(line, &account);
        assert_eq!(code, Some(0), "{line}: {err}");
        assert!(out.contains(says), "{line}: {out}");
    }
    let (code, out, err) = run("call --to +6591111111", &account);
    assert_eq!(code, Some(1), "{out}");
    assert!(
        err.contains("-1004") && err.contains("webhooks set vca"),
        "{err}"
    );
    account[2].1 = "hunter3";
    let (code, _, err) = run("voices", &account);
    assert_eq!(code, Some(1));
    assert!(err.contains("401") && !err.contains("hunter3"), "{err}");
    let (_, _, err) = run("voices", &account[..1]);
    assert!(err.contains("--sub-account"), "{err}");
}

pub(crate) fn trigger_posts_an_event_and_prints_the_answer() {
    let server = Restaurant::start(&[]);
    for (line, code, says) in [
        ("trigger vca --received", 0, "Welcome to ABC Restaurant"),
        ("trigger vca --state main_menu --keys 1", 0, "reservations"),
        (
            "trigger vca --state main_menu --keys 1 --older",
            0,
            "reservations",
        ),
        ("trigger vca --state reservations", 0, "Invalid input"),
        ("trigger vss --status NO_ANSWER", 0, "HTTP 200"),
    ] {
        let line = format!("{line} --url {}", server.url);
        let (ended, out, err) = run(&line, &[]);
        assert_eq!(ended, Some(code), "{line}: {out}{err}");
        assert!(out.contains(says), "{line}: {out}");
    }
    let (code, _, err) = run("trigger vss --url http://127.0.0.1:9", &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("start the server"), "{err}");
}

/// The journal is complete once the server has exited.
#[cfg(unix)]
pub(crate) fn a_recorded_call_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("calls.sqlite");
    let database = database.to_str().unwrap();
    let server = Restaurant::start(&["--database", database]);
    let line = format!("phone --keys 1,3,3 --json --url {}", server.url);
    let (_, out, _) = run(&line, &[]);
    server.stop();

    let record: Value = serde_json::from_str(&out).unwrap();
    let session = record["sessionId"].as_str().unwrap();
    let (code, out, err) = run(&format!("replay {session} --database {database}"), &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert_eq!(out.lines().count(), 4, "{out}");
    assert!(out.contains("then main_menu, now main_menu"), "{out}");
    let event = record["deliveries"][1]["eventId"].as_str().unwrap();
    let (code, out, err) = run(&format!("replay {event} --database {database}"), &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert_eq!(out.lines().count(), 1, "{out}");
    let (code, _, err) = run(&format!("replay nobody --database {database}"), &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("`calls` lists"), "{err}");
}
