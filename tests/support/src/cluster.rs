//! A PostgreSQL server for one test, which can be stopped and started.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Missing;

/// A PostgreSQL server. It refuses to run as root, so it runs as the user `postgres`.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Creates a server, without starting it.
    ///
    /// # Errors
    ///
    /// If PostgreSQL is not installed, or the test does not run as root.
    pub fn create(folder: &Path) -> Result<Self, Missing> {
        Self::make(folder).ok_or_else(|| {
            Missing::new(
                "a PostgreSQL of its own",
                "apt-get install postgresql, and run as root",
            )
        })
    }

    fn make(folder: &Path) -> Option<Self> {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let newest = versions
            .filter_map(Result::ok)
            .map(|version| version.path())
            .max()?;
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let this = Self {
            programs: newest.join("bin"),
            folder: folder.join("postgres"),
            port: socket.local_addr().unwrap().port(),
        };
        drop(socket);
        fs::create_dir(&this.folder).unwrap();
        let _ = Command::new("chmod").args(["711"]).arg(folder).status();
        if !this.own(&this.folder) {
            return None;
        }
        let data = this.data();
        let data = data.to_str()?;
        let args = ["-A", "trust", "-U", "postgres", "-D", data];
        this.run("initdb", &args).then_some(this)
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The URL of its database, under a host name of this machine.
    pub fn url(&self, host: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres", self.port)
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// The URL of its database, through another address.
    pub fn url_by(&self, address: SocketAddr) -> String {
        format!("postgres://postgres@{address}/postgres")
    }

    /// Makes it the owner of a file; returns whether that worked.
    pub fn own(&self, path: &Path) -> bool {
        let owned = Command::new("chown").arg("postgres").arg(path).status();
        owned.is_ok_and(|status| status.success())
    }

    fn run(&self, program: &str, args: &[&str]) -> bool {
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(self.programs.join(program))
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn control(&self, args: &[&str]) -> bool {
        let data = self.data();
        let args = [&["-D", data.to_str().unwrap(), "-w"], args].concat();
        self.run("pg_ctl", &args)
    }

    /// Starts it, with additional settings such as `-c ssl=on`.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub fn start(&self, settings: &str) {
        let folder = self.folder.display();
        let options = format!(
            "-p {} -k {folder} -c listen_addresses=127.0.0.1 {settings}",
            self.port
        );
        let log = format!("{folder}/log");
        assert!(
            self.control(&["-l", &log, "-o", &options, "start"]),
            "{}",
            fs::read_to_string(&log).unwrap_or_default()
        );
    }

    /// Stops it at once.
    ///
    /// # Panics
    ///
    /// If it does not stop.
    pub fn stop(&self) {
        assert!(self.control(&["-m", "immediate", "stop"]));
    }

    /// Its processes, the one that accepts connections first.
    fn processes(&self) -> Vec<String> {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let first = file.lines().next().unwrap().to_owned();
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"));
        let children = children.unwrap();
        let children = children.split_whitespace().map(str::to_owned);
        std::iter::once(first.clone()).chain(children).collect()
    }

    /// Sends a signal to all its processes. Some may end before it arrives.
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub fn signal(&self, signal: &str) {
        let mut kill = Command::new("kill");
        let _ = kill.arg(signal).args(self.processes()).output();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A frozen server can't stop.
        if self.data().join("postmaster.pid").exists() {
            self.signal("-CONT");
            self.control(&["-m", "immediate", "stop"]);
        }
    }
}
