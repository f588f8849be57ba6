//! Tests of the files in `deploy`: the program for which each is intended accepts it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use support::process::output;
use support::{Outcome, program as find, until};

use super::server::{Server, press, program};
use support::proxy::{DEPLOY, Kind, certificate, nginx_around};

fn file(name: &str) -> PathBuf {
    Path::new(DEPLOY).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap()
}

/// Runs another program that checks something, and fails with its output if it finds errors.
fn checked(command: &mut Command) -> String {
    let output = output(command, b"");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}");
    said
}

pub(crate) fn production_settings_are_all_explained_and_taken() {
    let example = file("restaurant.example.toml");
    let mut serve = program();
    serve.args(["serve", "--print-config", "--config"]);
    let shown = output(serve.arg(&example), b"");
    let errors = String::from_utf8_lossy(&shown.stderr);
    assert!(shown.status.success(), "{errors}");
    let help = output(program().args(["serve", "--help"]), b"");
    let help = String::from_utf8(help.stdout).unwrap();
    let written = text("restaurant.example.toml");
    let mut settings = 0;
    for line in help.lines().map(str::trim_start) {
        let Some(name) = line.strip_prefix("--") else {
            continue;
        };
        let name = name.split(' ').next().unwrap();
        if ["config", "print-config", "help"].contains(&name) {
            continue;
        }
        settings += 1;
        let says = |line: &str| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.split_once(" = ").is_some_and(|(key, _)| key == name)
        };
        assert!(written.lines().any(says), "--{name} is not in the example");
    }
    assert!(settings > 20, "{help}");
}

pub(crate) fn production_nginx_takes_the_example() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate();
    let site = text("nginx.conf")
        .replace("/etc/ssl/menu.example.com/fullchain.pem", &certificate)
        .replace("/etc/ssl/menu.example.com/privkey.pem", &key);
    assert!(site.contains(&certificate) && site.contains("443 ssl"));
    let settings = folder.path().join("nginx.conf");
    fs::write(&settings, nginx_around(folder.path(), &site)).unwrap();
    let mut nginx = Command::new(Kind::Nginx.find()?);
    nginx
        .arg("-t")
        .arg("-p")
        .arg(folder.path())
        .arg("-c")
        .arg(&settings);
    checked(&mut nginx);
    Ok(())
}

pub(crate) fn production_haproxy_takes_the_example() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate();
    let bundle = folder.path().join("bundle.pem");
    let both = [certificate, key].map(|path| fs::read_to_string(path).unwrap());
    fs::write(&bundle, both.concat()).unwrap();
    let example = text("haproxy.cfg");
    let named = "/etc/ssl/menu.example.com/bundle.pem";
    assert!(example.contains(named));
    let settings = folder.path().join("haproxy.cfg");
    fs::write(&settings, example.replace(named, bundle.to_str().unwrap())).unwrap();
    let haproxy = Kind::Haproxy.find()?;
    checked(Command::new(haproxy).args(["-c", "-f"]).arg(&settings));
    Ok(())
}

pub(crate) fn production_service_is_verified_and_closed() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let service = folder.path().join("restaurant.service");
    // systemd checks that the program exists.
    let example = text("restaurant.service");
    let installed = "/usr/local/bin/restaurant";
    assert!(example.contains(installed));
    let here = example.replace(installed, env!("CARGO_BIN_EXE_restaurant"));
    fs::write(&service, here).unwrap();
    let analyze = find("systemd-analyze", "systemd")?;
    let mut verify = Command::new(&analyze);
    let said = checked(verify.args(["verify", "--man=no"]).arg(&service));
    let about = said
        .lines()
        .filter(|line| line.contains("restaurant.service"));
    assert_eq!(about.count(), 0, "{said}");
    // The exposure level, from 0 to 100: privileges that a service has and does not need.
    let mut security = Command::new(&analyze);
    security.args(["security", "--offline=true", "--threshold=15"]);
    checked(security.arg(&service));
    Ok(())
}

pub(crate) fn production_alerts_are_rules_that_fire() -> Outcome {
    let promtool = find("promtool", "prometheus")?;
    for arguments in [["check", "alerts.yml"], ["test", "alerts.test.yml"]] {
        let mut promtool = Command::new(&promtool);
        promtool
            .args([arguments[0], "rules", arguments[1]])
            .current_dir(DEPLOY);
        checked(&mut promtool);
    }
    Ok(())
}

pub(crate) fn production_alerts_are_all_seen_to_fire() {
    let (rules, tested) = (text("alerts.yml"), text("alerts.test.yml"));
    for alert in rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
    {
        let fires = format!("alertname: {alert}\n        exp_alerts:\n");
        assert!(tested.contains(&fires), "nobody has seen {alert} fire");
    }
}

pub(crate) fn production_dashboard_and_alerts_name_what_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--webhook-secret", "long-enough"]);
    let mut client = server.client();
    let secret = "authorization: long-enough\r\n";
    // A metric with labels exists once something was counted.
    fs::remove_file(folder.path().join("ivr.sqlite")).unwrap();
    let events = [
        press("1", "s", "", "main_menu", "1"),
        press("2", "s", "", "book_table", "1"),
    ];
    for event in events {
        let event = event.to_string();
        let (status, body) = client
            .request("POST", "/vca_webhook", secret, event.as_bytes())
            .unwrap();
        assert_eq!(status, 200, "{body}");
    }
    assert_eq!(client.post("/vca_webhook", &json!({})).unwrap().0, 401);
    let metrics = server.admin("/metrics").1;
    let types = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    let mut measured: BTreeSet<String> = BTreeSet::new();
    for kind in types {
        let (name, kind) = kind.split_once(' ').unwrap();
        measured.insert(name.to_owned());
        if kind == "histogram" {
            measured.extend(["bucket", "count", "sum"].map(|part| format!("{name}_{part}")));
        }
    }
    // Counted when a caller hangs up in a menu, which needs a database.
    measured.insert(abandoned());
    // Measured only with TLS.
    measured.extend(encrypted());

    let dashboard: Value = serde_json::from_str(&text("dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let asked = panels
        .iter()
        .flat_map(|panel| panel["targets"].as_array().unwrap());
    let asked: Vec<_> = asked
        .map(|target| target["expr"].as_str().unwrap())
        .collect();
    let rules = text("alerts.yml");
    let mut named = BTreeSet::new();
    for source in asked
        .iter()
        .copied()
        .chain([rules.as_str(), &text("alerts.test.yml")])
    {
        named.extend(metrics_in(source));
    }
    for name in &named {
        assert!(
            measured.contains(name),
            "{name} is not measured:\n{metrics}"
        );
    }
    let shown: BTreeSet<_> = asked.iter().flat_map(|asked| metrics_in(asked)).collect();
    for name in measured.iter().filter(|name| name.starts_with("ivr_")) {
        let part = ["_bucket", "_count", "_sum"]
            .iter()
            .any(|end| name.ends_with(end));
        let is_shown = shown.contains(name) || shown.contains(&format!("{name}_bucket"));
        assert!(part || is_shown, "the dashboard does not show {name}");
    }
}

/// A limit repeated in the alerts would be wrong after a change.
pub(crate) fn production_alerts_know_no_limit_by_heart() {
    let rules = text("alerts.yml");
    let alerts: Vec<_> = rules.split("- alert: ").skip(1).collect();
    for limited in ["ivr_connections", "ivr_journal_waiting"] {
        let about = |alert: &&&str| metrics_in(alert).any(|name| name == limited);
        let alerts: Vec<_> = alerts.iter().filter(about).collect();
        assert!(!alerts.is_empty(), "{limited}");
        for alert in alerts {
            let limit = format!("{limited}_limit{{job=\"ivr\"}} > 0.");
            assert!(alert.contains(&limit), "{alert}");
            let (_, told) = alert.split_once("annotations:").unwrap();
            assert!(!told.contains(|c: char| c.is_ascii_digit()), "{alert}");
        }
    }
}

/// The name of the metric of callers who hung up.
fn abandoned() -> String {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    client.hear(&press("1", "s", "", "main_menu", "1")).unwrap();
    until("the call", || {
        let calls = super::server::listed(folder.path(), &["calls"]);
        calls.to_string().contains("\"s\"")
    });
    client
        .post("/vss_webhook", &super::server::summary("s"))
        .unwrap();
    let metrics = server.admin("/metrics").1;
    let line = metrics
        .lines()
        .find(|line| line.contains("abandoned") && line.ends_with(" 1"));
    line.unwrap_or_else(|| panic!("{metrics}"))
        .split('{')
        .next()
        .unwrap()
        .to_owned()
}

/// The metrics of a server with a certificate, after a connection without TLS.
fn encrypted() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate();
    let flags = ["--tls-certificate", &certificate, "--tls-key", &key];
    let server = Server::start(folder.path(), &flags);
    let plain = server.client().request("GET", "/healthz", "", b"");
    assert!(plain.is_err(), "{plain:?}");
    let metrics = server.metrics_with("ivr_tls_handshake_failures_total{");
    metrics_in(&metrics)
        .filter(|name| name.starts_with("ivr_tls_"))
        .collect()
}

/// The names of our metrics in a text.
fn metrics_in(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("ivr_"))
        .map(str::to_owned)
}
