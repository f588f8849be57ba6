//! Tests of the commands `export`, `forget` and `backup`.

use std::path::Path;

use serde_json::Value;
use support::Outcome;
use support::process::output;

use super::faults::BOOKED;
use super::server::{CALLER, Server, listed, press, program, summary};

/// Whether a command succeeded, and its output.
fn said(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = output(program().args(args).current_dir(folder), b"");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// Two callers, each with a table.
fn two_bookings(server: &Server) {
    let mut client = server.client();
    for (session, number) in [("a", CALLER), ("b", "+6597654321")] {
        let event = press(session, session, number, "book_table", "1");
        assert_eq!(client.hear(&event).unwrap(), BOOKED);
    }
    let (status, _) = client.post("/vss_webhook", &summary("a")).unwrap();
    assert_eq!(status, 200);
}

pub(crate) fn data_of_a_number_is_shown_and_forgotten_on_sqlite() {
    shown_and_forgotten("ivr.sqlite");
}

pub(crate) fn data_of_a_number_is_shown_and_forgotten_on_postgres() -> Outcome {
    shown_and_forgotten(&support::postgres_database()?);
    Ok(())
}

fn shown_and_forgotten(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--database", database]);
    two_bookings(&server);
    let exported = || {
        let (done, said) = said(folder.path(), &["export", CALLER, "--database", database]);
        assert!(done, "{said}");
        serde_json::from_str::<Value>(&said).unwrap()
    };
    let known = exported();
    assert_eq!(known["number"], CALLER);
    assert_eq!(known["calls"][0]["session"], "a");
    assert_eq!(known["calls"][0]["carrier"], "eight_by_eight");
    assert_eq!(known["calls"][0]["path"][0]["state"], "book_table");
    assert_eq!(known["calls"][0]["summary"]["payload"]["sessionId"], "a");
    assert_eq!(known["application"][0]["session"], "a");
    for list in ["calls", "application"] {
        assert_eq!(known[list].as_array().unwrap().len(), 1);
    }
    let forget = ["forget", CALLER, "--database", database];
    let (done, forgotten) = said(folder.path(), &forget);
    assert!(done, "{forgotten}");
    assert_eq!(
        forgotten,
        "Calls deleted: 1. Application records deleted or anonymised: 1.\n"
    );
    let known = exported();
    for list in ["calls", "application"] {
        assert_eq!(known[list].as_array().unwrap().len(), 0);
    }
    // The table stays booked, without the caller's number; the other caller's number is kept.
    let rows = listed(folder.path(), &["bookings", "--database", database]);
    let mut callers: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["caller"])
        .collect();
    callers.sort_by_key(|caller| caller.to_string());
    assert_eq!(callers, ["", "+6597654321"]);
}

pub(crate) fn data_that_was_backed_up_is_served_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    two_bookings(&server);
    let (done, said_of_it) = said(folder.path(), &["backup", "copy.sqlite"]);
    assert!(done && said_of_it.is_empty(), "{said_of_it}");
    let (done, again) = said(folder.path(), &["backup", "copy.sqlite"]);
    assert!(
        !done && again.contains("could not write copy.sqlite"),
        "{again}"
    );
    server.kill();
    for suffix in ["", "-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("ivr.sqlite{suffix}"))).unwrap();
    }

    let restored = Server::start(folder.path(), &["--database", "copy.sqlite"]);
    let again = press("a", "a", CALLER, "book_table", "1");
    assert_eq!(restored.client().hear(&again).unwrap(), BOOKED);
    let mine = press("c", "c", CALLER, "book_table", "1");
    assert_ne!(
        restored.client().hear(&mine).unwrap(),
        BOOKED,
        "there is one already"
    );
    let rows = listed(folder.path(), &["bookings", "--database", "copy.sqlite"]);
    assert_eq!(rows.as_array().unwrap().len(), 2);
}

pub(crate) fn data_on_postgres_is_backed_up_by_its_own_tool() -> Outcome {
    let database = support::postgres_database()?;
    let folder = tempfile::tempdir().unwrap();
    let backup = ["backup", "copy.sqlite", "--database", &database];
    let (done, said) = said(folder.path(), &backup);
    assert!(!done && said.contains("pg_dump"), "{said}");
    Ok(())
}
