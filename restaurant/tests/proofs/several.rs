//! Tests of three servers behind a proxy, with one PostgreSQL: each key of a call may reach another server, while
//! servers are killed, deployed, and lose their database.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use support::process::{command, output};
use support::{Outcome, until};

use super::crowd::{Crowd, Told};
use super::faults::BOOKED;
use super::server::{Client, Server, listed, press, program};
use support::build::restaurant_program;
use support::cluster::Cluster;
use support::proxy::{Kind, Proxy};

/// One for each server. Separate addresses, as on separate machines: nothing else takes their ports while they are
/// down.
const HOSTS: [&str; 3] = ["127.0.0.11", "127.0.0.12", "127.0.0.13"];

/// PostgreSQL is killed here, but not the machine, so there is no need to wait for its disk.
const UNSYNCED: &str = "-c fsync=off";

pub(crate) fn several_servers_behind_nginx_lose_no_call() -> Outcome {
    lose_no_call(Kind::Nginx)
}

pub(crate) fn several_servers_behind_haproxy_lose_no_call() -> Outcome {
    lose_no_call(Kind::Haproxy)
}

/// The running servers.
struct Site<'a> {
    folder: &'a Path,
    database: &'a str,
    servers: Vec<Server>,
    started: usize,
}

impl<'a> Site<'a> {
    fn start(folder: &'a Path, database: &'a str) -> Self {
        let mut site = Self {
            folder,
            database,
            servers: Vec::new(),
            started: 0,
        };
        for host in HOSTS {
            let server = site.server(&format!("{host}:0"), None);
            site.servers.push(server);
        }
        site
    }

    /// Starts a server, of another release if one is given.
    fn server(&mut self, listen: &str, release: Option<&Path>) -> Server {
        self.started += 1;
        let folder = self.folder.join(self.started.to_string());
        std::fs::create_dir(&folder).unwrap();
        let flags = ["--listen", listen, "--database", self.database];
        // Generous limits for a busy machine: only the test may interfere.
        let patient = ["--lookup-timeout", "10s", "--request-timeout", "1m"];
        let flags = [&flags[..], &patient, &["--tables", "100000000"]].concat();
        match release {
            Some(release) => Server::start_release(release, &folder, &flags),
            None => Server::start(&folder, &flags),
        }
    }

    fn addresses(&self) -> [SocketAddr; 3] {
        [0, 1, 2].map(|at| self.servers[at].address)
    }

    /// Like a machine that loses its power and comes back.
    fn kill_one(&mut self) {
        let server = self.servers.remove(0);
        let address = server.address;
        server.kill();
        let server = self.server(&address.to_string(), None);
        self.servers.insert(0, server);
    }

    /// Restarts the same release, one server after another.
    fn restart_each(&mut self) {
        for at in 0..HOSTS.len() {
            let server = self.servers.remove(at);
            let address = server.address;
            server.signal("-TERM");
            assert_eq!(server.ended(), 0);
            let server = self.server(&address.to_string(), None);
            self.servers.insert(at, server);
        }
    }

    /// Starts another release beside this one, sends all new events to it, and then stops this one.
    fn deploy(&mut self, release: &Path, proxy: &Proxy) {
        let new: Vec<_> = HOSTS
            .iter()
            .map(|host| self.server(&format!("{host}:0"), Some(release)))
            .collect();
        let old = std::mem::replace(&mut self.servers, new);
        proxy.lead_to(&self.addresses());
        let is_asked =
            |server: &Server| server.admin("/metrics").1.contains("path=\"/vca_webhook\"");
        until("events at the new release", || {
            self.servers.iter().all(is_asked)
        });
        for server in old {
            server.signal("-TERM");
            assert_eq!(server.ended(), 0);
        }
    }
}

fn lose_no_call(kind: Kind) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    kind.find()?;
    let postgres = Cluster::create(folder.path())?;
    postgres.start(UNSYNCED);
    let database = postgres.url("127.0.0.1");
    let mut site = Site::start(folder.path(), &database);
    let proxy = Proxy::start(kind, folder.path(), &site.addresses());
    let crowd = Crowd::gather(proxy.address);
    let mut told = Told::default();

    let calm = crowd.call("nothing happens", || {});
    assert_eq!(calm.failed.len(), 0, "{:?}", calm.failed);
    told.add(calm);
    told.add(crowd.call("one is killed", || site.kill_one()));
    let restarted = crowd.call("each is restarted", || site.restart_each());
    assert_eq!(restarted.failed.len(), 0, "{:?}", restarted.failed);
    told.add(restarted);
    assert_eq!(told.again, 0, "the proxy finds a server that answers");
    told.add(crowd.call("PostgreSQL is restarted", || {
        postgres.stop();
        postgres.start(UNSYNCED);
    }));
    let next = restaurant_program(&["--example", "next_release"]);
    let deployed = crowd.call("another release is deployed", || site.deploy(&next, &proxy));
    assert_eq!(deployed.failed.len(), 0, "{:?}", deployed.failed);
    told.add(deployed);

    // Callers who heard the failure text call again, and then get a table.
    told.add(crowd.call_again(&told.failed));
    let rows = listed(folder.path(), &["bookings", "--database", &database]);
    let mut kept = BTreeMap::<&str, usize>::new();
    for row in rows.as_array().unwrap() {
        *kept.entry(row["caller"].as_str().unwrap()).or_default() += 1;
    }
    let lost = told
        .booked
        .iter()
        .filter(|caller| !kept.contains_key(caller.as_str()))
        .count();
    let doubled = kept.values().filter(|count| **count > 1).count();
    eprintln!(
        "several servers behind {}: {} calls, {} bookings acknowledged, {lost} lost, {doubled} doubled",
        kind.program(),
        told.calls,
        told.booked.len(),
    );
    assert_eq!((lost, doubled), (0, 0));
    assert_eq!(kept.len(), told.booked.len(), "nobody else has a table");
    let summaries = listed(
        folder.path(),
        &["calls", "--limit", "1000000", "--database", &database],
    );
    let ended: Vec<_> = summaries
        .as_array()
        .unwrap()
        .iter()
        .filter(|call| call["status"] == "COMPLETED")
        .filter_map(|call| call["session"].as_str())
        .collect();
    for session in &told.summaries {
        assert!(ended.contains(&session.as_str()), "{session} has no end");
    }
    Ok(())
}

pub(crate) fn several_servers_answer_an_event_alike_and_do_it_once() -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Cluster::create(folder.path())?;
    postgres.start(UNSYNCED);
    let database = postgres.url("127.0.0.1");
    let site = Site::start(folder.path(), &database);
    for round in 0..20 {
        let (session, caller) = (format!("s{round}"), format!("+6580000{round:03}"));
        for (menu, key) in [("reservations", "1"), ("book_table", "1")] {
            let event = press(&format!("{session}-{menu}"), &session, &caller, menu, key);
            // All at once, and then each again.
            let ask = |address| Client::connect(address)?.post("/vca_webhook", &event);
            let heard: Vec<_> = std::thread::scope(|scope| {
                let asked = site
                    .addresses()
                    .map(|address| scope.spawn(move || ask(address)));
                asked.map(|asked| asked.join().unwrap().unwrap()).into()
            });
            for address in site.addresses() {
                assert_eq!(ask(address).unwrap(), heard[0], "{event}");
            }
            assert!(
                heard.iter().all(|one| *one == heard[0]),
                "{event}: {heard:?}"
            );
            assert_eq!(heard[0].1.contains(BOOKED), menu == "book_table");
        }
    }
    let rows = listed(folder.path(), &["bookings", "--database", &database]);
    assert_eq!(rows.as_array().unwrap().len(), 20);
    Ok(())
}

pub(crate) fn several_releases_are_distinguished_before_they_share_calls() {
    let folder = tempfile::tempdir().unwrap();
    let next = restaurant_program(&["--example", "next_release"]);
    let (before, after) = (folder.path().join("before"), folder.path().join("after"));
    let manifest = |mut program: Command, args: &[&Path]| {
        let output = output(program.arg("manifest").args(args), b"");
        (output.status.success(), output)
    };
    for (program, file) in [(program(), &before), (command(&next), &after)] {
        let (_, output) = manifest(program, &[]);
        std::fs::write(file, output.stdout).unwrap();
    }
    // The new release takes over the calls of the old one, but not the reverse, so the two can't serve side by side.
    let check = Path::new("--check");
    assert!(manifest(command(&next), &[check, &before]).0);
    let (agrees, output) = manifest(program(), &[check, &after]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!agrees && errors.contains("\"take_table\""), "{errors}");
}
