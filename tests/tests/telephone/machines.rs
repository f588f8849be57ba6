//! Tests several servers behind Kamailio, configured as in the restaurant's example.

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::time::Duration;

use support::process::{Process, command};
use support::{Outcome, program, until};
use tempfile::TempDir;
use tests::process::Restaurant;
use tests::telephone::{Scenario, request, sipp};

use super::transfer::free_ports;

/// The example.
const EXAMPLE: &str = include_str!("../../../restaurant/deploy/kamailio.cfg");

/// A separate Kamailio, stopped when dropped.
struct Kamailio {
    _process: Process,
    uri: String,
    _folder: TempDir,
}

impl Kamailio {
    fn before(kamailio: &Path, lines: &[&Restaurant]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port] = free_ports();
        let list = folder.path().join("dispatcher.list");
        let servers = lines.iter().map(|line| line.sip.replace("menu@", ""));
        let servers: Vec<String> = servers.map(|server| format!("1 {server}\n")).collect();
        fs::write(&list, servers.concat()).unwrap();
        let here = format!("127.0.0.1:{port}");
        let list = list.display().to_string();
        let changes = [
            ("192.0.2.1:5060", &*here),
            ("/etc/kamailio/dispatcher.list", &*list),
        ];
        let config = changes
            .iter()
            .fold(EXAMPLE.to_owned(), |config, (from, to)| {
                assert!(config.contains(from), "the example does not say {from}");
                config.replace(from, to)
            });
        let file = folder.path().join("kamailio.cfg");
        fs::write(&file, config).unwrap();
        let mut kamailio = command(kamailio);
        // In the foreground, with its log on stderr, and little memory.
        let foreground = ["-DD", "-E", "-m", "32", "-M", "8", "-Y"];
        kamailio.arg("-f").arg(&file).args(foreground);
        kamailio.arg(folder.path());
        let started = Self {
            _process: Process::start(kamailio, folder.path()).ending_gracefully(),
            uri: format!("sip:menu@{here}"),
            _folder: folder,
        };
        started.answers();
        started
    }

    /// Waits until it responds.
    fn answers(&self) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let pause = Some(Duration::from_millis(200));
        socket.set_read_timeout(pause).unwrap();
        let question = request("OPTIONS", 1, "", "");
        let to = self.uri.trim_start_matches("sip:menu@");
        until("Kamailio answers", || {
            // It may not listen yet.
            let _ = socket.send_to(question.as_bytes(), to);
            socket.recv(&mut [0; 2_048]).is_ok()
        });
    }
}

pub(crate) fn calls_go_to_every_server_and_past_one_that_is_dead() -> Outcome {
    let kamailio = program("kamailio", "kamailio")?;
    program("sipp", "sip-tester")?;
    let flags = ["--sip", "127.0.0.1:0", "--voice-command", "/bin/false"];
    let [first, second] = [&flags; 2].map(|flags| Restaurant::start(flags));
    let kamailio = Kamailio::before(&kamailio, &[&first, &second]);
    let call = Scenario::calls(9).waits(200).hangs_up();
    let twenty = ["-m", "20", "-r", "10", "-timeout", "60s"];
    let calls = |restaurant: &Restaurant| {
        let calls = restaurant.listed(&["calls"]);
        calls.as_array().unwrap().len()
    };
    sipp(&kamailio.uri, &call, &twenty);
    let [of_first, of_second] = [calls(&first), calls(&second)];
    assert!(of_first > 0 && of_second > 0, "{of_first} and {of_second}");
    assert_eq!(of_first + of_second, 20);
    drop(first);
    sipp(&kamailio.uri, &call, &twenty);
    assert_eq!(calls(&second), of_second + 20);
    Ok(())
}
