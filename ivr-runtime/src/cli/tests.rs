use std::time::Duration;

use super::args::{Command, with_default_command};
use super::value::duration;
use super::*;
use crate::fixture::{Demo, DeskOptions};
use crate::server::Config;

fn parsed(line: &str) -> Result<Command<DeskOptions>, clap::Error> {
    let args = std::iter::once("demo").chain(line.split_whitespace());
    parse::<Demo>(with_default_command(args.map(OsString::from).collect()))
}

fn serve(line: &str) -> (Config, DeskOptions) {
    match parsed(line) {
        Ok(Command::Serve(args)) => (args.config(), args.application),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn the_flags_of_serve_work_with_and_without_its_name() {
    for line in ["--tables 4", "serve --tables 4"] {
        let (config, options) = serve(line);
        assert_eq!(config, Config::default(), "{line}");
        assert_eq!(options.tables, 4);
    }
    let (config, _) =
        serve("--listen 0.0.0.0:9000 --lookup-timeout 250ms --tables 4 --body-bytes 9000");
    assert_eq!(config.listen.port(), 9000);
    assert_eq!(config.limits.lookup, Duration::from_millis(250));
    assert_eq!(config.limits.body_bytes, 9000);
}

#[test]
fn other_commands_need_none_of_serves_flags() {
    assert!(matches!(parsed("tree"), Ok(Command::Tree)));
}

#[test]
fn a_misspelt_line_says_what_to_write_and_ends_with_2() {
    for (line, says) in [
        ("--tables 4 --listen 8080", "127.0.0.1:8080"),
        ("--tables 4 --lookup-timeout 5", "500ms"),
        ("--tables 4 --lookup-timeout 0s", "1ms"),
        ("--tables 4 --lookup-timeout 1ms", "50ms or more"),
        ("--tables 4 --lookup-timeout 60m", "--request-timeout 6s"),
        ("--tables 4 --connections 0", "--connections"),
        ("--tables 4 --connections-per-address 0", "1..=1000000"),
        ("--tables 4 --body-bytes 0", "4096..=16777216"),
        ("--tables 4 --log info,=", "--log"),
        (
            "--tables 4 --log warning",
            "`warning` is not a log level; write error, warn",
        ),
        ("--tables 4 --log-format xml", "json"),
        ("", "--tables"),
        ("trees", "tree"),
        ("--port 1", "--port"),
    ] {
        let error = parsed(line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
        let said = error.to_string();
        assert!(said.contains(says), "{line}: {said}");
    }
}

#[test]
fn the_help_teaches_what_there_is() {
    for (line, parts) in [
        (
            "--help",
            &[
                "The menu of the tests.",
                "tree",
                "demo --listen 127.0.0.1:9000",
                "demo serve --help",
            ][..],
        ),
        (
            "serve --help",
            &[
                "--listen",
                "[env: IVR_LISTEN]",
                "127.0.0.1:8080",
                "Limits:",
                "Application:",
                "--tables",
            ],
        ),
    ] {
        let error = parsed(line).unwrap_err();
        assert_eq!(error.exit_code(), 0, "{line}");
        let help = error.to_string();
        for part in parts {
            assert!(help.contains(part), "{line}, {part}: {help}");
        }
    }
}

#[test]
fn times_are_read_with_their_units() {
    for (text, millis) in [
        ("1ms", 1),
        ("500ms", 500),
        ("10s", 10_000),
        ("2m", 120_000),
        ("1 s", 1_000),
    ] {
        assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
    }
    for text in [
        "",
        "1",
        "s",
        "0ms",
        "-1s",
        "1.5s",
        "1h",
        "61m",
        "99999999999999999999s",
    ] {
        assert!(duration(text).is_err(), "{text}");
    }
}

/// A settings file with this content, and its folder.
fn settings(toml: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ivr.toml");
    std::fs::write(&file, toml).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

#[test]
fn opening_hours_are_a_table_of_the_settings_file_or_a_file_of_their_own() {
    let hours = "zone = \"Asia/Singapore\"\nholidays = [2026-12-25]\n[week]\nmon-fri = [\"9-12\", \"13-18\"]\n";
    let nested = hours.replace("[week]", "[hours.week]");
    let (_folder, file) = settings(&format!("tables = 4\n[hours]\n{nested}"));
    let (_other, alone) = settings(hours);
    let christmas = "2026-12-25T04:00:00Z".parse().unwrap();
    for line in [
        format!("--config {file}"),
        format!("--tables 4 --hours {alone}"),
    ] {
        let hours = serve(&line).1.hours.unwrap();
        assert!(!hours.at(christmas).is_open(), "{line}");
    }
    // The printed settings can be read again.
    let Ok(Command::PrintConfig(shown)) = parsed(&format!("serve --config {file} --print-config"))
    else {
        panic!("nothing is shown");
    };
    let (_again, again) = settings(&shown);
    let hours = serve(&format!("--config {again}")).1.hours.unwrap();
    assert!(!hours.at(christmas).is_open(), "{shown}");
}

#[test]
fn a_mistake_in_a_table_is_named() {
    for (toml, says) in [
        (
            "[hours]\nzone = \"UTC\"\n[hours.week]\nmunday = \"9-17\"",
            "--hours <FILE>': there is no day `munday`; did you mean `monday`?",
        ),
        ("[tables]\ncount = 4", "`tables` must be a string, a number"),
        (
            "hours = [{ zone = \"UTC\" }]",
            "`hours` must be a string, a number",
        ),
        ("[hour]\nzone = \"UTC\"", "did you mean `hours`?"),
        (
            "hours = \"nowhere.toml\"",
            "could not read the hours in nowhere.toml",
        ),
    ] {
        let (_folder, file) = settings(toml);
        let error = parsed(&format!("--config {file}")).unwrap_err().to_string();
        assert!(error.contains(says), "{toml}: {error}");
    }
}
