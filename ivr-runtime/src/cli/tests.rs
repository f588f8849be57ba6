use std::time::Duration;

use super::args::{Command, duration, with_default_command};
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
        serve("--listen 0.0.0.0:9000 --lookup-timeout 250ms --tables 4 --body-bytes 9");
    assert_eq!(config.listen.port(), 9000);
    assert_eq!(config.limits.lookup, Duration::from_millis(250));
    assert_eq!(config.limits.body_bytes, 9);
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
        ("--tables 4 --log info,=", "--log"),
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
