//! Starts programs. Each has its own log, is waited for with a deadline, and ends with its test.
//!
//! What goes wrong or takes longer than [`patience`] panics, which fails the test.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use super::deadline::{patience, poll};

/// A command that gets none of this environment's `IVR_*` variables.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("IVR_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end, with this input, and collects what it prints.
pub fn output(command: &mut Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped());
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    let (id, input) = (child.id(), input.to_vec());
    let (send, ended) = channel();
    thread::spawn(move || {
        // It may end without reading its input.
        let _ = child.stdin.take().unwrap().write_all(&input);
        send.send(child.wait_with_output().unwrap())
    });
    ended.recv_timeout(patience()).unwrap_or_else(|_| {
        signal(id, "-KILL");
        panic!("not in time: the end of {command:?}")
    })
}

fn spawn(command: &mut Command) -> Child {
    let child = command.spawn();
    child.unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// Whether a process got a signal, such as `-TERM`.
fn signal(id: u32, signal: &str) -> bool {
    let sent = Command::new("kill")
        .args([signal, &id.to_string()])
        .status();
    sent.is_ok_and(|status| status.success())
}

/// A running program, killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
    printed: Arc<Printed>,
    ends_gracefully: bool,
}

impl Process {
    /// Starts a command in a folder, where its stderr becomes the file `log`.
    pub fn start(command: Command, folder: &Path) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(folder.join("log"));
        Self::start_with(command, folder, Stdio::piped(), log.unwrap())
    }

    /// The same with its output elsewhere. What it prints can be waited for only if its stdout is a pipe.
    pub fn start_with(
        mut command: Command,
        folder: &Path,
        stdout: impl Into<Stdio>,
        stderr: impl Into<Stdio>,
    ) -> Self {
        command.current_dir(folder).stdout(stdout).stderr(stderr);
        let mut child = spawn(&mut command);
        let printed = Arc::<Printed>::default();
        if let Some(stdout) = child.stdout.take() {
            let printed = Arc::clone(&printed);
            thread::spawn(move || printed.collect(stdout));
        }
        Self {
            child,
            log: folder.join("log"),
            printed,
            ends_gracefully: false,
        }
    }

    /// Sends SIGTERM when dropped, so that the program can end its own processes.
    #[must_use]
    pub fn ending_gracefully(mut self) -> Self {
        self.ends_gracefully = true;
        self
    }

    /// Its process ID.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its stdin, if the command asked for a pipe. There is only one.
    pub fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Waits until it prints this, and returns the word behind it. `None` if it ends first.
    pub fn try_word(&self, before: &str) -> Option<String> {
        let text = self.printed.text.lock().unwrap();
        let is_awaited = |text: &mut Text| !text.is_over && text.word(before).is_none();
        let waited = self
            .printed
            .more
            .wait_timeout_while(text, patience(), is_awaited);
        let (text, waited) = waited.unwrap();
        let word = text.word(before);
        drop(text);
        assert!(
            !waited.timed_out(),
            "not in time: `{before}`\n{}",
            self.told()
        );
        word
    }

    /// Waits until it prints this, and returns the word behind it.
    pub fn word(&self, before: &str) -> String {
        let word = self.try_word(before);
        word.unwrap_or_else(|| panic!("it ended before `{before}`\n{}", self.told()))
    }

    /// The same, where the word is an address or a URL.
    pub fn address(&self, before: &str) -> SocketAddr {
        let url = self.word(before);
        let address = url.split_once("://").map_or(&*url, |(_, address)| address);
        let address = address.split('/').next().unwrap().parse();
        address.unwrap_or_else(|_| panic!("`{url}` has no address"))
    }

    /// What it has printed so far.
    pub fn printed(&self) -> String {
        self.printed.text.lock().unwrap().so_far()
    }

    /// What it has logged so far, if to its file.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its log, once it contains this: it may be written after the answers.
    pub fn log_with(&self, text: &str) -> String {
        let log = poll(|| Some(self.log()).filter(|log| log.contains(text)));
        log.unwrap_or_else(|| panic!("not in time: `{text}`\n{}", self.told()))
    }

    /// Sends a signal, such as `-TERM`.
    pub fn signal(&self, name: &str) {
        assert!(
            signal(self.id(), name),
            "{name} was not sent\n{}",
            self.told()
        );
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until it ends by itself, and returns its exit code.
    pub fn ended(&mut self) -> Option<i32> {
        let status = poll(|| self.child.try_wait().unwrap());
        let status = status.unwrap_or_else(|| panic!("not in time: its end\n{}", self.told()));
        status.code()
    }

    /// What it has printed and logged, for a failed test.
    fn told(&self) -> String {
        format!("{}{}", self.printed(), self.log())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.ends_gracefully && signal(self.id(), "-TERM") {
            let _ = poll(|| self.child.try_wait().transpose());
        }
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a program prints, which a thread reads to its end: nobody may block the program.
#[derive(Debug, Default)]
struct Printed {
    text: Mutex<Text>,
    more: Condvar,
}

impl Printed {
    fn collect(&self, mut stdout: ChildStdout) {
        let mut piece = [0; 4_096];
        loop {
            let length = stdout.read(&mut piece).unwrap_or_default();
            let mut text = self.text.lock().unwrap();
            text.bytes.extend_from_slice(&piece[..length]);
            text.is_over = length == 0;
            self.more.notify_all();
            if text.is_over {
                return;
            }
        }
    }
}

#[derive(Debug, Default)]
struct Text {
    bytes: Vec<u8>,
    is_over: bool,
}

impl Text {
    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The word behind the first `before`, once it is whole.
    fn word(&self, before: &str) -> Option<String> {
        let text = self.so_far();
        let (_, rest) = text.split_once(before)?;
        let (word, _) = rest.trim_start().split_once(char::is_whitespace)?;
        Some(word.to_owned())
    }
}
