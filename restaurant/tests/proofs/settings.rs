//! Tests of settings, their sources, and invalid ones.

use std::fs;
use std::process::Output;

use serde_json::json;
use support::process::output;
use support::until;

use super::server::{Server, press, program};

fn run(folder: &std::path::Path, args: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = output(program().args(args).current_dir(folder), b"");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

pub(crate) fn settings_come_from_the_line_the_environment_and_a_file_in_that_order() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("ivr.toml"),
        "listen = \"127.0.0.1:1\"\nlookup_timeout = \"2s\"\nconnections = 7\ntables = 3\nallow = [\"8x8\", \"192.0.2.0/24\"]\nwebhook-secret = [\"from-the-file\"]\ninsecure = true\n",
    ).unwrap();
    let mut serve = program();
    serve
        .args(["serve", "--config", "ivr.toml", "--print-config"])
        .args(["--listen", "127.0.0.1:2"])
        .env("IVR_CONNECTIONS", "8")
        .env("IVR_DATABASE", "postgres://ann:hunter22@db/x");
    let output = output(serve.current_dir(folder.path()), b"");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for line in [
        "listen = \"127.0.0.1:2\" # command line",
        "connections = 8 # environment IVR_CONNECTIONS",
        "lookup-timeout = \"2s\" # file ivr.toml",
        "tables = 3 # file ivr.toml",
        "insecure = true # file ivr.toml",
        "allow = [\"8x8\", \"192.0.2.0/24\"] # file ivr.toml",
        "webhook-secret = [\"***\"] # file ivr.toml",
        "database = \"postgres://ann:***@db/x\" # environment IVR_DATABASE",
        "body-bytes = 65536 # default",
        "# tls-key is not set",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    assert!(
        !shown.contains("hunter22") && !shown.contains("from-the-file"),
        "{shown}"
    );
    // The printed settings can be read again.
    fs::write(folder.path().join("again.toml"), &shown).unwrap();
    let (code, _, errors) = run(
        folder.path(),
        &["serve", "--config", "again.toml", "--print-config"],
    );
    assert!(
        code == 0 || errors.contains("secret has 8"),
        "the mask is no secret: {errors}"
    );
}

pub(crate) fn settings_that_are_wrong_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ivr.toml");
    for (toml, says) in [
        ("log = \"warning\"", "`warning` is not a log level"),
        ("connections = 0", "1..=1000000"),
        ("body-bytes = 0", "4096..=16777216"),
        ("head-timeout = \"1ms\"", "write 50ms or more"),
        ("lookup-timeout = \"60m\"", "--request-timeout 6s"),
        ("conections = 7", "did you mean `connections`?"),
        ("connections = \"many\"", "--connections"),
        ("listen = { port = 1 }", "`listen` must be a string"),
        ("listen = ", "is not TOML"),
    ] {
        fs::write(&path, toml).unwrap();
        let (code, _, errors) = run(folder.path(), &["--config", "ivr.toml"]);
        assert_eq!(code, 2, "{toml}: {errors}");
        assert!(errors.contains(says), "{toml}: {errors}");
    }
    let (code, _, errors) = run(folder.path(), &["--config", "nowhere.toml"]);
    assert!(code == 2 && errors.contains("nowhere.toml"), "{errors}");
}

pub(crate) fn settings_that_leave_the_door_open_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, errors) = run(folder.path(), &["--listen", "0.0.0.0:0"]);
    assert_eq!(code, 1);
    assert!(
        errors.contains("--webhook-secret") && errors.contains("--insecure"),
        "{errors}"
    );
    for flags in [
        ["--insecure"].as_slice(),
        &["--allow", "8x8"],
        &["--webhook-secret", "long-enough"],
    ] {
        let flags = [&["--listen", "0.0.0.0:0"], flags].concat();
        drop(Server::start(folder.path(), &flags));
    }
}

pub(crate) fn settings_that_keep_nobody_out_are_no_list() {
    let folder = tempfile::tempdir().unwrap();
    let world = ["--listen", "0.0.0.0:0", "--allow", "0.0.0.0/0"];
    let (code, _, errors) = run(folder.path(), &world);
    assert!(
        code == 1 && errors.contains("anybody could pose"),
        "{errors}"
    );
    let secret = [&world[..], &["--webhook-secret", "long-enough"]].concat();
    drop(Server::start(folder.path(), &secret));
    // An IPv4 address counts as one in every notation.
    let mapped = ["--allow", "::ffff:127.0.0.1"];
    let server = Server::start(folder.path(), &mapped);
    let event = press("e", "s", super::server::CALLER, "main_menu", "1");
    assert_eq!(server.client().post("/vca_webhook", &event).unwrap().0, 200);
}

pub(crate) fn doubtful_settings_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (flags, says) in [
        (
            ["--admin", "0.0.0.0:9464"].as_slice(),
            "use --admin 127.0.0.1:9464",
        ),
        (&["--trusted-proxy", "0.0.0.0/0"], "trusts every client"),
        (
            &["--lookup-timeout", "1m", "--request-timeout", "1m"],
            "callers may hear silence for up to 60s",
        ),
    ] {
        let line = [&["serve", "--print-config"], flags].concat();
        let (code, shown, errors) = run(folder.path(), &line);
        assert!(code == 0 && shown.contains(says), "{shown}{errors}");
    }
    let mut line = program();
    line.args(["serve", "--print-config"])
        .env("IVR_ALOW", "8x8");
    let shown = String::from_utf8(output(&mut line, b"").stdout).unwrap();
    assert!(shown.contains("did you mean IVR_ALLOW?"), "{shown}");

    let many = ["--connections", "5000"];
    let server = Server::start_with_files(400, folder.path(), &many);
    let log = server.log_with("to 5256");
    assert!(log.contains("WARN"), "{log}");
    assert!(log.contains("use --connections 144"), "{log}");
}

pub(crate) fn settings_read_again_raise_the_limit_of_open_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ivr.toml");
    let connections = |count| fs::write(&path, format!("connections = {count}\n")).unwrap();
    connections(100);
    let flags = ["--config", path.to_str().unwrap()];
    let server = Server::start_with_files(400, folder.path(), &flags);
    connections(5000);
    server.signal("-HUP");
    server.log_with("to 5256");
}

pub(crate) fn settings_of_access_are_kept_to() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(
        folder.path(),
        &["--webhook-secret", "old-secret,new-secret"],
    );
    let event = press("e", "s", super::server::CALLER, "main_menu", "1").to_string();
    for (header, status) in [
        ("", 401),
        ("authorization: old-secre\r\n", 401),
        ("authorization: old-secret\r\n", 200),
        ("authorization: Bearer new-secret\r\n", 200),
    ] {
        let (answered, body) = server
            .client()
            .request("POST", "/vca_webhook", header, event.as_bytes())
            .unwrap();
        assert_eq!(answered, status, "{header}: {body}");
    }
    // Refusals of the same kind and address are logged in one line, with a count.
    assert!(
        server
            .admin("/metrics")
            .1
            .contains(r#"ivr_refusals_total{reason="unauthorized"} 2"#)
    );
    // A later line follows all of these.
    server.client().request("GET", "/", "", b"").unwrap();
    let log = server.log_with("\"kind\":\"not_found\"");
    assert_eq!(log.matches("\"kind\":\"unauthorized\"").count(), 1);
    assert!(log.contains(r#""from":"127.0.0.1""#));
    assert!(!log.contains("new-secret"));

    let server = Server::start(folder.path(), &["--allow", "8x8,192.0.2.7"]);
    let (status, body) = server.client().response().unwrap();
    assert_eq!(status, 403, "before a slot is taken: {body}");
    let server = Server::start(
        folder.path(),
        &["--allow", "192.0.2.7", "--trusted-proxy", "127.0.0.1"],
    );
    for (header, status) in [
        ("x-forwarded-for: 192.0.2.7\r\n", 200),
        ("x-forwarded-for: 192.0.2.7, 198.51.100.1\r\n", 403),
        ("", 403),
    ] {
        let answered = server
            .client()
            .request("POST", "/vca_webhook", header, event.as_bytes())
            .unwrap();
        assert_eq!(answered.0, status, "{header}");
    }
    // The client that the proxy forwarded for, except if only the proxy is known.
    server.log_with(r#""from":"198.51.100.1""#);

    let masked = ["--webhook-secret", "old-secret", "--mask-addresses"];
    let server = Server::start(folder.path(), &masked);
    assert_eq!(
        server.client().post("/vca_webhook", &json!({})).unwrap().0,
        401
    );
    server.log_with(r#""from":"127.0.0.0/24""#);
}

pub(crate) fn settings_and_versions_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    for flag in ["--version", "-V"] {
        let (code, said, _) = run(folder.path(), &[flag]);
        let expected = format!("restaurant {version} (ivr-runtime {version})\n");
        assert_eq!((code, said), (0, expected), "{flag}");
    }
    let metrics = Server::start(folder.path(), &["--connections", "7"])
        .admin("/metrics")
        .1;
    for line in [
        format!(r#"ivr_build_info{{runtime="{version}",tree="Restaurant",version="{version}"}} 1"#),
        "ivr_connections_limit 7".to_owned(),
    ] {
        assert!(
            metrics.lines().any(|told| told == line),
            "{line}: {metrics}"
        );
    }
}

pub(crate) fn settings_of_metrics_tell_what_callers_did() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    for (event, key) in [("1", "1"), ("2", "9"), ("3", ""), ("4", "12")] {
        client
            .hear(&press(
                event,
                &format!("s{event}"),
                "+6591234567",
                "main_menu",
                key,
            ))
            .unwrap();
    }
    // The caller who heard the next menu hangs up there at once.
    client
        .post("/vss_webhook", &super::server::summary("s1"))
        .unwrap();
    // The journal is written after the response.
    let metrics = server.metrics_with("ivr_journal_waiting 0");
    until("the call", || {
        let calls = super::server::listed(folder.path(), &["calls"]);
        let mut calls = calls.as_array().unwrap().iter();
        calls.any(|call| call["session"] == "s1")
    });
    for line in [
        r#"ivr_menu_inputs_total{input="1",menu="main_menu"} 1"#,
        // A key without a branch, and two keys where one is captured.
        r#"ivr_menu_inputs_total{input="invalid",menu="main_menu"} 2"#,
        r#"ivr_menu_inputs_total{input="silence",menu="main_menu"} 1"#,
        r#"ivr_menu_entered_total{menu="reservations"} 1"#,
        r#"ivr_menu_abandoned_total{menu="reservations"} 1"#,
        r#"ivr_requests_total{path="/vca_webhook",status="200"} 4"#,
        "ivr_answer_seconds_count 4",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    let one = super::server::listed(folder.path(), &["calls", "s1"]);
    assert_eq!(one["path"][0]["then"], json!("reservations"));
    let first = server
        .log_with("call action")
        .lines()
        .find(|line| line.contains("call action"))
        .unwrap()
        .to_owned();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert!(
        first["span"]["id"].is_string() && first["span"]["session"] == "s1",
        "{first}"
    );
}
