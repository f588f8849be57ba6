//! Runs the program, with a raw HTTP client for what a normal client would not send.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::ops::Deref;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::process::{Process, command, output};
use support::until;

/// A caller's number, which no log may hold.
pub(crate) const CALLER: &str = "+6591234567";

/// A server of its own, that is killed when it is dropped.
pub(crate) struct Server {
    process: Process,
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
}

/// The program, without what the environment may tell it.
pub(crate) fn program() -> Command {
    command(env!("CARGO_BIN_EXE_restaurant"))
}

impl Server {
    /// Starts it with its log, and unless told otherwise its database, in `folder`.
    pub(crate) fn start(folder: &Path, flags: &[&str]) -> Self {
        Self::start_by(program(), folder, flags)
    }

    /// The same where a process may have so many files open, and no more.
    pub(crate) fn start_with_files(files: u32, folder: &Path, flags: &[&str]) -> Self {
        let program = env!("CARGO_BIN_EXE_restaurant");
        let mut command = command("/bin/sh");
        let limited = format!("ulimit -n {files} && exec {program} \"$@\"");
        command.args(["-c", &limited, "sh"]);
        Self::start_by(command, folder, flags)
    }

    /// The same for another release of the program.
    pub(crate) fn start_release(release: &Path, folder: &Path, flags: &[&str]) -> Self {
        Self::start_by(command(release), folder, flags)
    }

    /// The same with stderr elsewhere than in its log.
    pub(crate) fn start_with_stderr(stderr: impl Into<Stdio>, folder: &Path) -> Self {
        let serve = serving(program(), &[]);
        Self::from(Process::start_with(serve, folder, Stdio::piped(), stderr))
    }

    fn start_by(command: Command, folder: &Path, flags: &[&str]) -> Self {
        Self::from(Process::start(serving(command, flags), folder))
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.address).unwrap()
    }

    /// The body that a path of the second listener is answered with.
    pub(crate) fn admin(&self, path: &str) -> (u16, String) {
        Client::connect(self.admin)
            .unwrap()
            .request("GET", path, "", b"")
            .unwrap()
    }

    /// As `kill -9` does: at once, and with no chance to do anything more.
    pub(crate) fn kill(self) {}

    /// As much memory as it has had at any time so far.
    pub(crate) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        peak.trim_end_matches("kB").trim().parse().unwrap()
    }

    /// Waits for it to end by itself.
    pub(crate) fn ended(mut self) -> i32 {
        self.process.ended().unwrap()
    }

    /// Waits until a line of the metrics says this.
    pub(crate) fn metrics_with(&self, text: &str) -> String {
        let mut metrics = String::new();
        until(text, || {
            metrics = self.admin("/metrics").1;
            metrics.contains(text)
        });
        metrics
    }
}

impl From<Process> for Server {
    /// Waits until it says where it answers.
    fn from(process: Process) -> Self {
        Self {
            address: process.address(" answers at "),
            admin: process.address("  metrics "),
            process,
        }
    }
}

impl Deref for Server {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

/// A command that serves on ports of its own, with these flags.
pub(crate) fn serving(mut command: Command, flags: &[&str]) -> Command {
    command.args(["serve", "--admin", "127.0.0.1:0", "--log-format", "json"]);
    for (flag, value) in [("--listen", "127.0.0.1:0"), ("--log", "debug")] {
        if !flags.contains(&flag) {
            command.args([flag, value]);
        }
    }
    command.args(flags);
    command
}

/// A connection that is kept.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // So that a server that hangs fails a test and does not hang it.
        stream.set_read_timeout(Some(support::patience()))?;
        stream.set_write_timeout(Some(support::patience()))?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// Says that nothing more will be sent.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.0.get_ref().shutdown(Shutdown::Write)
    }

    /// The head of a request whose body has so many bytes.
    pub(crate) fn head(method: &str, path: &str, headers: &str, length: usize) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {length}\r\n\r\n"
        )
    }

    pub(crate) fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> io::Result<(u16, String)> {
        let head = Self::head(method, path, headers, body.len());
        self.send(&[head.as_bytes(), body].concat())?;
        self.response()
    }

    pub(crate) fn response(&mut self) -> io::Result<(u16, String)> {
        let ended = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let mut status = 0;
        let mut length = 0;
        for number in 0.. {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(ended());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if number == 0 {
                status = line.split(' ').nth(1).ok_or_else(ended)?.parse().unwrap();
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((status, String::from_utf8(body).unwrap()))
    }

    /// Whether the other end has ended the connection; waits for it.
    pub(crate) fn is_ended(&mut self) -> bool {
        let mut rest = Vec::new();
        !matches!(self.0.read_to_end(&mut rest), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    pub(crate) fn post(&mut self, path: &str, event: &Value) -> io::Result<(u16, String)> {
        let body = event.to_string();
        self.request(
            "POST",
            path,
            "content-type: application/json\r\n",
            body.as_bytes(),
        )
    }

    /// Posts a call action, and gives the first text that the caller hears.
    pub(crate) fn hear(&mut self, event: &Value) -> io::Result<String> {
        let (status, body) = self.post("/vca_webhook", event)?;
        assert_eq!(status, 200, "{event}: {body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        let params = &body["callflow"][0]["params"];
        let text = params["text"].as_str().or(params["promptMessage"].as_str());
        Ok(text.unwrap_or_else(|| panic!("{event}: {body}")).to_owned())
    }
}

/// A key pressed at a menu.
pub(crate) fn press(event: &str, session: &str, caller: &str, menu: &str, key: &str) -> Value {
    json!({"eventType": "CALL_ACTION", "payload": {"eventId": event, "sessionId": session,
        "callStatus": "ACTION_COMPLETED", "callDirection": "INBOUND", "source": caller,
        "clientActionId": menu, "eventData": {"dtmf": key}}})
}

/// How a session ended.
pub(crate) fn summary(session: &str) -> Value {
    json!({"eventType": "SESSION_SUMMARY", "version": 5, "payload": {"sessionId": session,
        "sessionStatus": "COMPLETED", "details": {"callA": {"source": CALLER, "callDuration": 3}}}})
}

/// What a listing prints as JSON, with numbers whole.
pub(crate) fn listed(folder: &Path, line: &[&str]) -> Value {
    let mut program = program();
    program.args(line).args(["--json", "--numbers"]);
    let output = output(program.current_dir(folder), b"");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line:?}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}
