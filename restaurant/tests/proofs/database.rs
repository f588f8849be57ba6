//! Tests with a PostgreSQL server that is not up yet, far away, silently gone, or read-only: no caller hears anything
//! false, and a repeated event gets the same response.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use ivr_runtime::sqlx::{self, AnyConnection, AssertSqlSafe, Connection, Executor};
use support::{Outcome, until};
use tokio::runtime::Runtime;

use super::faults::{BOOKED, FAILURE, acknowledged, calls};
use super::relay::Relay;
use super::server::{Client, Server, listed, press};
use support::cluster::Cluster;

/// Twice the supported round trip. Lookups also get twice their time, so that a busy machine matters less.
const FAR: Duration = Duration::from_millis(100);

/// The test's own connection.
struct Direct {
    runtime: Runtime,
    connection: AnyConnection,
}

impl Direct {
    fn to(url: &str) -> Self {
        sqlx::any::install_default_drivers();
        let runtime = Runtime::new().unwrap();
        let connection = runtime.block_on(AnyConnection::connect(url)).unwrap();
        Self {
            runtime,
            connection,
        }
    }

    fn execute(&mut self, sql: &str) {
        let done = self.connection.execute(AssertSqlSafe(sql.to_owned()));
        self.runtime.block_on(done).unwrap();
    }

    fn count(&mut self, sql: &'static str) -> i64 {
        let count = sqlx::query_scalar(sql).fetch_one(&mut self.connection);
        self.runtime.block_on(count).unwrap()
    }
}

fn rows(folder: &std::path::Path, list: &str, url: &str) -> usize {
    let rows = listed(folder, &[list, "--database", url]);
    rows.as_array().unwrap().len()
}

pub(crate) fn database_that_is_not_there_at_the_start_costs_no_menu() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    let url = postgres.url("127.0.0.1");
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(calls(&server, "no database yet", 5), 0);
    assert!(!acknowledged(&server, "s"));
    let (status, body) = server.admin("/readyz");
    assert!(
        status == 503 && body.contains("could not be opened yet"),
        "{body}"
    );
    postgres.start("");
    until("it is ready", || server.admin("/readyz").0 == 200);
    assert_eq!(calls(&server, "and now there is one", 5), 5);
    assert!(acknowledged(&server, "s"));
    assert_eq!(rows(folder.path(), "bookings", &url), 5);
    Ok(())
}

pub(crate) fn database_that_falls_silent_while_its_tables_are_made_is_found_again() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let relay = Relay::start(postgres.address(), Duration::ZERO);
    let (far, near) = (postgres.url_by(relay.address), postgres.url("127.0.0.1"));
    // Another client has created the table, and has not committed.
    let mut lock = Direct::to(&near);
    lock.execute("BEGIN; CREATE TABLE ivr_migrations (id INT)");
    let began = Instant::now();
    let server = Server::start(folder.path(), &["--database", &far]);
    eprintln!(
        "database that keeps a start waiting: served after {:.1?}",
        began.elapsed()
    );
    assert_eq!(calls(&server, "no tables yet", 3), 0);
    let mut watching = Direct::to(&near);
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
    until("it is tried again", || watching.count(waits) == 2);
    relay.cut_off();
    drop(lock);
    until("it is ready", || server.admin("/readyz").0 == 200);
    eprintln!("and ready after {:.1?}", began.elapsed());
    assert_eq!(calls(&server, "and now there are some", 3), 3);
    Ok(())
}

pub(crate) fn database_that_falls_silent_while_the_key_is_asked_for_delays_no_start() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let relay = Relay::start(postgres.address(), Duration::ZERO);
    let (far, near) = (postgres.url_by(relay.address), postgres.url("127.0.0.1"));
    drop(Server::start(folder.path(), &["--database", &near]));
    let mut lock = Direct::to(&near);
    lock.execute("BEGIN; LOCK TABLE ivr_secrets");
    let mut watching = Direct::to(&near);
    let server = thread::scope(|scope| {
        let server = scope.spawn(|| Server::start(folder.path(), &["--database", &far]));
        let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
        until("it asks for the key", || watching.count(waits) == 1);
        relay.cut_off();
        server.join().unwrap()
    });
    drop(lock);
    until("it is ready", || server.admin("/readyz").0 == 200);
    until("tables are booked", || {
        calls(&server, &format!("{:?}", Instant::now()), 3) == 3
    });
    Ok(())
}

pub(crate) fn database_that_fails_at_the_start_in_no_foreseen_way_costs_no_menu() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let url = postgres.url("127.0.0.1");
    let mut admin = Direct::to(&url);
    // As if the database's disk were faulty: the code of an I/O error.
    admin.execute(
        "CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'could not write' USING ERRCODE = '58030'; END $$",
    );
    admin.execute("CREATE EVENT TRIGGER fails ON ddl_command_start EXECUTE FUNCTION fail()");
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(calls(&server, "disk of the database faulty", 3), 0);
    assert_eq!(server.admin("/readyz").0, 503);
    server.log_with("could not write");
    admin.execute("DROP EVENT TRIGGER fails");
    until("it is ready", || server.admin("/readyz").0 == 200);
    assert_eq!(calls(&server, "and mended", 3), 3);
    Ok(())
}

pub(crate) fn database_far_away_changes_no_answer() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let relay = Relay::start(postgres.address(), FAR / 2);
    let url = postgres.url_by(relay.address);
    let flags = ["--database", &url, "--lookup-timeout", "2s"];
    let mut server = Server::start(folder.path(), &flags);
    let mut near = Direct::to(&postgres.url("127.0.0.1"));
    let mut told = BTreeMap::new();
    let book = |server: &Server, name: &str| {
        let event = press(name, name, "", "book_table", "1");
        server.client().hear(&event).unwrap()
    };
    for name in ["a", "b", "c", "d", "e", "f"] {
        let asked = Instant::now();
        let text = book(&server, name);
        eprintln!(
            "database far away: {name} heard after {:.0?}",
            asked.elapsed()
        );
        assert_eq!(text, BOOKED, "{name}");
        told.insert(name, text);
        let kept = near.count("SELECT COUNT(*) FROM ivr_answers WHERE body IS NOT NULL");
        assert_eq!(
            usize::try_from(kept).unwrap(),
            told.len(),
            "before it is told"
        );
    }
    server.kill();
    server = Server::start(folder.path(), &flags);
    for (name, text) in &told {
        assert_eq!(&book(&server, name), text, "{name} again");
    }
    let near = postgres.url("127.0.0.1");
    assert_eq!(rows(folder.path(), "bookings", &near), told.len());
    Ok(())
}

pub(crate) fn database_is_asked_no_more_than_a_booking_needs() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off -c log_statement=all");
    let server = Server::start(folder.path(), &["--database", &postgres.url("127.0.0.1")]);
    let asked = || {
        let log = std::fs::read_to_string(folder.path().join("postgres/log")).unwrap();
        let statements = log.lines().filter(|line| line.contains("LOG:  execute"));
        let tables = ["ivr_answers", "booking_days", "bookings"];
        let of_a_booking =
            statements.filter(|line| tables.iter().any(|table| line.contains(table)));
        of_a_booking.count()
    };
    assert_eq!(calls(&server, "before", 1), 1);
    let before = asked();
    let event = press("e", "s", "+6597654321", "book_table", "1");
    assert_eq!(server.client().hear(&event).unwrap(), BOOKED);
    // The creation of tables; the locks, queries and writes of the desk; and the stored answers.
    assert_eq!(asked() - before, 5);
    assert_eq!(server.client().hear(&event).unwrap(), BOOKED, "repeated");
    assert_eq!(asked() - before, 5, "this server remembers it");
    Ok(())
}

pub(crate) fn database_of_a_server_that_died_has_one_answer_for_its_event() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let url = postgres.url("127.0.0.1");
    let patient = [
        "--database",
        &url,
        "--lookup-timeout",
        "1m",
        "--request-timeout",
        "2m",
    ];
    let dies = Server::start(folder.path(), &patient);
    let other = Server::start(folder.path(), &["--database", &url]);
    let event = press("e", "s", "+6591234567", "book_table", "1");
    let mut lock = Direct::to(&url);
    lock.execute("BEGIN; LOCK TABLE bookings");
    let body = event.to_string();
    let head = "content-type: application/json\r\n";
    let head = Client::head("POST", "/vca_webhook", head, body.len());
    let mut asks = dies.client();
    asks.send(&[head.as_bytes(), body.as_bytes()].concat())
        .unwrap();
    let claimed = "SELECT COUNT(*) FROM ivr_answers WHERE body IS NULL";
    let mut watching = Direct::to(&url);
    until("it is being looked up", || watching.count(claimed) == 1);
    dies.kill();
    drop(lock);
    assert_eq!(other.client().hear(&event).unwrap(), FAILURE);
    // As if enough time had passed that nobody can still be working on it.
    watching.execute("UPDATE ivr_answers SET claimed_at = claimed_at - 60000000");
    assert_eq!(
        other.client().hear(&event).unwrap(),
        FAILURE,
        "at the same server"
    );
    let third = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(third.client().hear(&event).unwrap(), FAILURE, "at another");
    Ok(())
}

pub(crate) fn database_forgets_what_a_machine_that_died_has_locked() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let relay = Relay::start(postgres.address(), Duration::ZERO);
    let (far, near) = (postgres.url_by(relay.address), postgres.url("127.0.0.1"));
    let patient = ["--lookup-timeout", "1m", "--request-timeout", "2m"];
    let dies = Server::start(
        folder.path(),
        &[&["--database", &far], &patient[..]].concat(),
    );
    let other = Server::start(folder.path(), &["--database", &near]);
    let mut lock = Direct::to(&near);
    lock.execute("BEGIN; LOCK TABLE bookings");
    let event = press("e", "s", "", "book_table", "1").to_string();
    let head = "content-type: application/json\r\n";
    let head = Client::head("POST", "/vca_webhook", head, event.len());
    let mut asks = dies.client();
    asks.send(&[head, event].concat().into_bytes()).unwrap();
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
    let mut watching = Direct::to(&near);
    until("it has locked the day", || watching.count(waits) == 1);
    // As if the machine lost its power: the database is not notified.
    relay.cut_off();
    dies.kill();
    drop(lock);
    until("others book for that day", || {
        let name = format!("{:?}", Instant::now());
        calls(&other, &name, 1) == 1
    });
    Ok(())
}

pub(crate) fn database_that_is_gone_without_a_word_is_found_again() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let relay = Relay::start(postgres.address(), Duration::ZERO);
    let url = postgres.url_by(relay.address);
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(calls(&server, "before", 20), 20);
    for round in 0..3 {
        relay.cut_off();
        let mut client = server.client();
        for call in 0..10 {
            let name = format!("cut-{round}-{call}");
            client
                .hear(&press(&name, &name, "", "main_menu", "1"))
                .unwrap();
        }
        let steps = (round + 1) * 10;
        let mut direct = Direct::to(&postgres.url("127.0.0.1"));
        let count = "SELECT COUNT(*) FROM ivr_steps WHERE key LIKE 'cut-%'";
        until("their steps are written", || direct.count(count) == steps);
        until("it is ready", || server.admin("/readyz").0 == 200);
    }
    until("tables are booked", || {
        let name = format!("{:?}", Instant::now());
        calls(&server, &name, 5) == 5
    });
    Ok(())
}

pub(crate) fn database_that_is_read_only_is_reported_and_no_step_is_lost() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let url = postgres.url("127.0.0.1");
    let server = Server::start(folder.path(), &["--database", &url]);
    assert_eq!(server.admin("/readyz").0, 200);
    let mut direct = Direct::to(&url);
    let mut read_only = |is: &str| {
        direct.execute(&format!(
            "ALTER SYSTEM SET default_transaction_read_only = {is}"
        ));
        direct.execute("SELECT pg_reload_conf()");
    };
    read_only("on");
    until("it is not ready", || server.admin("/readyz").0 == 503);
    let (_, body) = server.admin("/readyz");
    assert!(
        body.contains("read-only transaction"),
        "the whole cause: {body}"
    );
    assert_eq!(calls(&server, "read-only", 5), 0);
    server.log_with("could not write steps; they stay queued");
    until("the oldest step is told of", || {
        let metrics = server.admin("/metrics").1;
        let mut lines = metrics.lines();
        let age = lines.find_map(|line| line.strip_prefix("ivr_journal_oldest_seconds "));
        age.unwrap().parse::<f64>().unwrap() > 1.0
    });
    // Even an unforeseen fault must not lose a step.
    let mut admin = Direct::to(&url);
    admin.execute("SET default_transaction_read_only = off");
    admin.execute("ALTER TABLE ivr_steps RENAME TO mended");
    read_only("off");
    server.log_with("does not exist");
    admin.execute("ALTER TABLE mended RENAME TO ivr_steps");
    until("it is ready", || server.admin("/readyz").0 == 200);
    until("all steps are there", || {
        rows(folder.path(), "calls", &url) == 5
    });
    assert!(server.admin("/metrics").1.contains("ivr_journal_dropped 0"));
    Ok(())
}

pub(crate) fn database_that_can_t_be_asked_has_nothing_done_twice() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start("-c fsync=off");
    let url = postgres.url("127.0.0.1");
    let server = Server::start(folder.path(), &["--database", &url]);
    let mut lock = Direct::to(&url);
    lock.execute("BEGIN; LOCK TABLE ivr_answers");
    let event = press("e", "s", "+6591234567", "book_table", "1");
    assert_eq!(server.client().hear(&event).unwrap(), FAILURE);
    assert_eq!(rows(folder.path(), "bookings", &url), 0);
    let metrics = server.admin("/metrics").1;
    assert!(metrics.contains("reason=\"unchecked\""), "{metrics}");
    // A page waits that long too, and then reports it.
    lock.execute("LOCK TABLE ivr_steps");
    let (status, body) = server.admin("/api/traffic");
    assert_eq!(status, 503, "{body}");
    drop(lock);
    until("all is as before", || server.admin("/readyz").0 == 200);
    assert_eq!(calls(&server, "after", 5), 5);
    Ok(())
}
