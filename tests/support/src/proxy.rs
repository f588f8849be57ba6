//! A proxy in front of several servers, configured by the example in `restaurant/deploy`.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use super::process::{Process, command};
use super::{Missing, until};

/// The folder of the examples.
pub const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../restaurant/deploy");

/// The servers of the examples.
const SERVERS: [&str; 3] = ["10.0.0.11:8080", "10.0.0.12:8080", "10.0.0.13:8080"];

/// The kind of proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx.
    Nginx,
    /// HAProxy.
    Haproxy,
}

/// A running proxy, on its own port. Stops on drop.
#[derive(Debug)]
pub struct Proxy {
    kind: Kind,
    folder: PathBuf,
    process: Process,
    /// The address on which it listens.
    pub address: SocketAddr,
}

impl Kind {
    /// The name of its program.
    pub const fn program(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
        }
    }

    /// Finds its program.
    ///
    /// # Errors
    ///
    /// If it is not installed.
    pub fn find(self) -> Result<PathBuf, Missing> {
        let package = match self {
            Self::Nginx => "nginx-light",
            Self::Haproxy => "haproxy",
        };
        super::program(self.program(), package)
    }

    /// The example, with other machines' addresses and files replaced.
    fn example(self, changes: &[(&str, &str)]) -> String {
        let name = match self {
            Self::Nginx => "nginx.conf",
            Self::Haproxy => "haproxy.cfg",
        };
        let mut text = fs::read_to_string(Path::new(DEPLOY).join(name)).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from), "{name} does not say {from}");
            text = text.replace(from, to);
        }
        // Removes servers that do not exist here.
        let is_there = |line: &&str| !SERVERS.iter().any(|server| line.contains(server));
        text.lines()
            .filter(is_there)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    /// Its configuration. HAProxy's has no TLS, because the simulator does not trust self-signed certificates.
    fn settings(self, folder: &Path, address: SocketAddr, servers: &[SocketAddr]) -> String {
        let servers: Vec<_> = servers.iter().map(ToString::to_string).collect();
        let listen = address.to_string();
        let mut changes: Vec<(&str, &str)> = SERVERS
            .into_iter()
            .zip(servers.iter().map(String::as_str))
            .collect();
        // Relaxes limits: the machine may be busy, and all callers share one address.
        match self {
            Self::Nginx => {
                let (certificate, key) = certificate();
                let (certificate, key) = (certificate.as_str(), key.as_str());
                changes.extend([
                    ("443 ssl", listen.as_str()),
                    ("/etc/ssl/menu.example.com/fullchain.pem", certificate),
                    ("/etc/ssl/menu.example.com/privkey.pem", key),
                    ("rate=1000r/s", "rate=1000000r/s"),
                    ("proxy_read_timeout 2s", "proxy_read_timeout 60s"),
                ]);
                nginx_around(folder, &self.example(&changes))
            }
            Self::Haproxy => {
                let bind =
                    "bind :443 ssl crt /etc/ssl/menu.example.com/bundle.pem ssl-min-ver TLSv1.2";
                let here = format!("bind {listen}");
                changes.extend([
                    (bind, here.as_str()),
                    ("timeout server 2s", "timeout server 60s"),
                ]);
                self.example(&changes)
            }
        }
    }
}

/// The files of a self-signed certificate for `localhost` and its key.
pub fn certificate() -> (String, String) {
    let made = |name| {
        format!(
            "{}/../../ivr-runtime/tests/tls/{name}",
            env!("CARGO_MANIFEST_DIR")
        )
    };
    (made("certificate.pem"), made("key.pem"))
}

/// The main configuration of an nginx that writes only to one folder.
pub fn nginx_around(folder: &Path, site: &str) -> String {
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .collect();
    format!(
        "daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 2000; }}\n\
         http {{\naccess_log off;\n{temporary}{site}\n}}\n"
    )
}

/// An address whose port was free a moment ago.
///
/// # Panics
///
/// If no port is free.
pub fn free_address() -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap()
}

impl Proxy {
    /// Starts it in front of these servers, and waits until it listens.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub fn start(kind: Kind, folder: &Path, servers: &[SocketAddr]) -> Self {
        let folder = folder.join(kind.program());
        fs::create_dir(&folder).unwrap();
        let address = free_address();
        let settings = folder.join("settings");
        fs::write(&settings, kind.settings(&folder, address, servers)).unwrap();
        let mut command = command(kind.program());
        match kind {
            Kind::Nginx => command.arg("-p").arg(&folder).arg("-c").arg(&settings),
            Kind::Haproxy => command.args(["-W", "-db", "-f"]).arg(&settings),
        };
        let mut process = Process::start(command, &folder).ending_gracefully();
        until("the proxy listens", || {
            assert!(process.is_running(), "{}", process.log());
            TcpStream::connect(address).is_ok()
        });
        Self {
            kind,
            folder,
            process,
            address,
        }
    }

    /// Sends new requests to other servers, without dropping requests in progress.
    ///
    /// # Panics
    ///
    /// If it can't be reconfigured.
    pub fn lead_to(&self, servers: &[SocketAddr]) {
        let settings = self.kind.settings(&self.folder, self.address, servers);
        fs::write(self.folder.join("settings"), settings).unwrap();
        self.process.signal(match self.kind {
            Kind::Nginx => "-HUP",
            Kind::Haproxy => "-USR2",
        });
    }
}
