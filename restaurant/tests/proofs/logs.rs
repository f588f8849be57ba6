//! Tests that a log that nobody reads, or that has no room, costs no call.

use std::fs::{self, File};
use std::io::{Write, pipe};

use serde_json::{Value, from_str};
use support::process::Process;
use support::{poll, until};

use super::server::{CALLER, Client, Server, press, program, serving};

/// Makes calls until log lines are dropped, each with an error; then stops the server.
fn calls_are_answered(server: Server) {
    let mut client = server.client();
    let mut number = 0;
    until("dropped lines", || {
        for _ in 0..100 {
            number += 1;
            let (event, session) = (format!("e{number}"), format!("s{number}"));
            let press = |menu, key| press(&format!("{event}{menu}"), &session, CALLER, menu, key);
            let hours = client.hear(&press("main_menu", "3")).unwrap();
            assert!(hours.contains("Our restaurant hours"), "{hours}");
            // Such a line is logged at every level.
            client.hear(&press("no_such_menu", "1")).unwrap();
        }
        let booked = press(&format!("b{number}"), "s", CALLER, "book_table", "1");
        assert!(client.hear(&booked).unwrap().contains("table for today"));
        let metrics = server.admin("/metrics").1;
        let mut lines = metrics.lines();
        let dropped = lines.find_map(|line| line.strip_prefix("ivr_log_dropped "));
        dropped.unwrap() != "0"
    });
    server.signal("-TERM");
    assert_eq!(server.ended(), 0);
}

pub(crate) fn logs_whose_reader_dies_cost_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = pipe().unwrap();
    let server = Server::start_with_stderr(writer, folder.path());
    drop(reader);
    calls_are_answered(server);
}

pub(crate) fn logs_whose_reader_stops_cost_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let (_reader, writer) = pipe().unwrap();
    calls_are_answered(Server::start_with_stderr(writer, folder.path()));
}

pub(crate) fn logs_on_a_full_disk_cost_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    calls_are_answered(Server::start_with_stderr(full, folder.path()));
}

pub(crate) fn logs_and_greeting_that_nobody_reads_cost_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let (_reader, mut full) = pipe().unwrap();
    // The capacity of a Linux pipe in bytes.
    full.write_all(&[0; 65_536]).unwrap();
    let (gone, dead) = pipe().unwrap();
    drop(gone);
    for (stdout, name) in [(full, "full"), (dead, "dead")] {
        let folder = folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        let log = File::create(folder.join("log")).unwrap();
        let mut server = Process::start_with(serving(program(), &[]), &folder, stdout, log);
        let address = poll(|| {
            let log = server.log();
            let lines = log.lines().filter_map(|line| from_str::<Value>(line).ok());
            let fields = lines.map(|line| line["fields"].clone());
            let mut addresses =
                fields.filter_map(|fields| fields["address"].as_str()?.parse().ok());
            addresses.next()
        });
        let mut client = Client::connect(address.unwrap()).unwrap();
        client
            .hear(&press("e", "s", CALLER, "main_menu", "3"))
            .unwrap();
        server.signal("-TERM");
        assert_eq!(server.ended(), Some(0));
    }
}

pub(crate) fn logs_show_no_path_whatever_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--log", "trace,warp::filters=trace"]);
    let path = format!("/{CALLER}");
    let secret = "authorization: Bearer hunter2222\r\n";
    for (path, status) in [(path.as_str(), 404), ("/vca_webhook", 405)] {
        let answered = server.client().request("GET", path, secret, b"").unwrap();
        assert_eq!(answered.0, status);
    }
    // The line of the second request, which follows those of the first.
    let log = server.log_with("method_not_allowed");
    assert!(
        !log.contains("91234567") && !log.contains("hunter2222"),
        "{log}"
    );
}
