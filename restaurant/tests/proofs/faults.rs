//! Tests with a database that is locked, full, gone or stopped: every call gets a true answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ivr_runtime::sqlx::{self, AnyConnection, Connection, Executor};
use serde_json::json;
use support::{Missing, Outcome, until};

use super::server::{CALLER, Server, listed, press, summary};
use support::cluster::Cluster;

pub(crate) const FAILURE: &str =
    "Sorry, we can't look into our book right now, please call again later.";
pub(crate) const BOOKED: &str = "We have booked your table for today, thank you.";

/// Makes calls, and returns how many callers heard that they have a table. All others must hear the failure text; menus
/// without lookups must work as ever.
pub(crate) fn calls(server: &Server, name: &str, count: usize) -> usize {
    let mut client = server.client();
    let (mut booked, mut answered, mut slowest) = (0, 0, Duration::ZERO);
    for number in 0..count {
        let session = format!("{name}-{number}");
        let (one, two) = (format!("{session}-1"), format!("{session}-2"));
        let mut hear = |event: &str, menu: &str| {
            let asked = Instant::now();
            let text = client.hear(&press(event, &session, "", menu, "1")).unwrap();
            slowest = slowest.max(asked.elapsed());
            answered += 1;
            text
        };
        let menu = hear(&one, "reservations");
        assert!(menu.starts_with("Reserving a Table"), "{menu}");
        let text = hear(&two, "book_table");
        assert!(text == BOOKED || text == FAILURE, "{text}");
        booked += usize::from(text == BOOKED);
        assert_eq!(hear(&two, "book_table"), text, "repeated");
    }
    let asked = count * 3;
    eprintln!(
        "faults: {name}: {answered} of {asked} calls answered, {booked} booked; the slowest answer took {slowest:.1?}"
    );
    booked
}

/// Whether a summary is acknowledged.
pub(crate) fn acknowledged(server: &Server, session: &str) -> bool {
    let (status, body) = server
        .client()
        .post("/vss_webhook", &summary(session))
        .unwrap();
    assert!(status == 200 || status == 503, "{status} {body}");
    status == 200
}

fn count(folder: &Path) -> usize {
    listed(folder, &["bookings"]).as_array().unwrap().len()
}

pub(crate) fn faults_a_locked_database_costs_no_call() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(calls(&server, "before", 3), 3);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("ivr.sqlite").display());
    sqlx::any::install_default_drivers();
    let mut other = runtime.block_on(AnyConnection::connect(&url)).unwrap();
    runtime.block_on(other.execute("BEGIN IMMEDIATE")).unwrap();
    assert_eq!(calls(&server, "database locked", 5), 0);
    assert!(!acknowledged(&server, "s"));
    runtime.block_on(other.execute("ROLLBACK")).unwrap();
    until("a summary is kept", || acknowledged(&server, "s"));
    assert_eq!(calls(&server, "after", 3), 3);
    assert_eq!(
        count(folder.path()),
        6,
        "and nobody has a table who was told otherwise"
    );
    let metrics = server.admin("/metrics").1;
    assert!(metrics.contains("ivr_lookup_failures_total"), "{metrics}");
    server.log_with("\"outcome\":\"failed\"");
}

pub(crate) fn faults_a_deleted_database_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.admin("/readyz").0, 200);
    fs::remove_file(folder.path().join("ivr.sqlite")).unwrap();
    assert_eq!(calls(&server, "database deleted", 3), 0);
    assert!(!acknowledged(&server, "s"));
    let (status, body) = server.admin("/readyz");
    assert_eq!(status, 503);
    assert!(body.contains("moved or deleted"), "{body}");
}

/// SQLite by itself would continue, and everything it then wrote would be lost with the process.
pub(crate) fn faults_a_deleted_log_of_the_database_costs_no_booking_that_was_acknowledged() {
    for part in ["-wal", "-shm"] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path(), &[]);
        assert_eq!(calls(&server, "before", 3), 3);
        fs::remove_file(folder.path().join(format!("ivr.sqlite{part}"))).unwrap();
        assert_eq!(calls(&server, part, 3), 0);
        assert!(!acknowledged(&server, "s"));
        let (status, body) = server.admin("/readyz");
        assert!(status == 503 && body.contains(part), "{body}");
        server.kill();
        let server = Server::start(folder.path(), &[]);
        assert_eq!(count(folder.path()), 3, "{part}");
        assert_eq!(calls(&server, "after", 3), 3);
    }
}

pub(crate) fn damaged_database_pages_are_reported_and_menus_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(calls(&server, "before", 3), 3);
    server.signal("-TERM");
    assert_eq!(server.ended(), 0);
    // The pages with stored answers are damaged, as by a disk fault; everything else is readable.
    let path = folder.path().join("ivr.sqlite");
    let pages: Vec<i64> = {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let url = format!("sqlite:{}", path.display());
            let mut connection = AnyConnection::connect(&url).await.unwrap();
            let roots = "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'ivr_answers'";
            let roots = sqlx::query_scalar(roots).fetch_all(&mut connection).await;
            connection.close().await.unwrap();
            roots.unwrap()
        })
    };
    let mut file = fs::read(&path).unwrap();
    let size = usize::from(u16::from_be_bytes([file[16], file[17]]));
    for page in pages {
        let begin = (usize::try_from(page).unwrap() - 1) * size;
        file[begin..begin + size].fill(0xaa);
    }
    fs::write(&path, file).unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(calls(&server, "pages damaged", 3), 0);
    let (status, body) = server.admin("/readyz");
    assert!(status == 503 && body.contains("malformed"), "{body}");
    let log = server.log_with("could not find out whether it was made before");
    assert!(log.contains("malformed"), "the whole cause: {log}");
}

pub(crate) fn faults_of_a_platform_that_names_no_session_promise_nobody_anothers_table() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    for (number, caller) in [CALLER, "+6597654321", "", ""].iter().enumerate() {
        for session in [json!(null), json!(4711)] {
            let mut event = press(&format!("{number}{session}"), "", caller, "book_table", "1");
            event["payload"]["sessionId"] = session;
            let before = count(folder.path());
            let heard = client.hear(&event).unwrap();
            let booked = count(folder.path()) - before;
            assert_eq!(heard == BOOKED, booked == 1, "{event}: {heard}");
            assert_eq!(client.hear(&event).unwrap(), heard, "repeated");
        }
    }
    // The journal is written after the responses, and completely before the server exits.
    drop(client);
    server.signal("-TERM");
    assert_eq!(server.ended(), 0);
    let calls = listed(folder.path(), &["calls"]);
    assert_eq!(
        calls.as_array().unwrap().len(),
        8,
        "each is a call of its own"
    );
}

/// A small file system, unmounted when dropped.
struct Tmpfs(PathBuf);

impl Tmpfs {
    fn mount(at: &Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(at)
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self(at.to_owned()))
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

pub(crate) fn faults_a_full_disk_costs_no_call() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let _tmpfs = Tmpfs::mount(&disk)
        .ok_or_else(|| Missing::new("a small file system of its own", "run as root"))?;
    let database = disk.join("ivr.sqlite");
    let server = Server::start(folder.path(), &["--database", database.to_str().unwrap()]);
    assert_eq!(calls(&server, "before", 3), 3);
    let ballast = disk.join("ballast");
    // Writes until no space is left.
    let _ = fs::write(&ballast, vec![0; 4 << 20]);
    let booked = calls(&server, "disk full", 40);
    assert!(booked < 40, "what room the log has left is soon used up");
    until("no summary is kept", || {
        let is_kept = acknowledged(&server, "s");
        assert!(!is_kept || calls(&server, "disk still full", 10) < 10);
        !is_kept
    });
    let (status, body) = server.admin("/readyz");
    assert!(status == 503 && body.contains("full"), "{body}");
    fs::remove_file(&ballast).unwrap();
    assert_eq!(server.admin("/readyz").0, 200);
    assert_eq!(calls(&server, "after", 3), 3);
    assert!(acknowledged(&server, "t"));
    server.kill();
    let rows = listed(
        folder.path(),
        &["bookings", "--database", database.to_str().unwrap()],
    );
    assert!(rows.as_array().unwrap().len() >= booked + 6);
    Ok(())
}

pub(crate) fn faults_a_stopped_postgres_costs_no_call_and_is_found_again() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("");
    let url = postgres.url("127.0.0.1");
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(calls(&server, "before", 5), 5);
    assert!(acknowledged(&server, "s"));
    postgres.stop();
    assert_eq!(calls(&server, "PostgreSQL stopped", 10), 0);
    assert!(!acknowledged(&server, "t"));
    assert_eq!(server.admin("/readyz").0, 503);
    postgres.start("");
    assert_eq!(calls(&server, "PostgreSQL started", 5), 5);
    assert!(acknowledged(&server, "t"));
    assert_eq!(server.admin("/readyz").0, 200);
    let rows = listed(folder.path(), &["bookings", "--database", &url]);
    assert_eq!(rows.as_array().unwrap().len(), 10);
    Ok(())
}

pub(crate) fn faults_a_frozen_postgres_costs_no_call() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("");
    let url = postgres.url("127.0.0.1");
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(calls(&server, "before", 5), 5);
    // It accepts connections and data, and sends nothing.
    postgres.signal("-STOP");
    assert_eq!(calls(&server, "PostgreSQL frozen", 5), 0);
    assert!(!acknowledged(&server, "s"));
    postgres.signal("-CONT");
    until("a summary is kept", || acknowledged(&server, "s"));
    assert_eq!(calls(&server, "PostgreSQL thawed", 5), 5);
    let rows = listed(folder.path(), &["bookings", "--database", &url]);
    assert_eq!(
        rows.as_array().unwrap().len(),
        10,
        "and nobody has a table who was told otherwise"
    );
    Ok(())
}
