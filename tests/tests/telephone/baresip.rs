//! Runs the softphone baresip, which reads keys from stdin and records what it hears.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};

use support::poll;
use support::process::{Process, command};
use tempfile::TempDir;

use super::hearing::{Found, RATE, find, recorded, spoken, tone};

/// Minimum similarity of what was heard to espeak-ng's output. Another resampler and A-law leave more than 0.9.
const ALIKE: f64 = 0.85;

/// A running softphone.
pub(crate) struct Baresip {
    process: Process,
    keys: ChildStdin,
    folder: TempDir,
}

impl Baresip {
    /// A phone that places calls, and sends a tone of this pitch.
    pub(crate) fn calling(hertz: u32) -> Self {
        Self::start("ann", 0, hertz, "")
    }

    /// A phone with this number and port, which answers at once and sends a tone.
    pub(crate) fn answering(number: &str, port: u16, hertz: u32) -> Self {
        Self::start(number, port, hertz, ";answermode=auto")
    }

    /// A phone with this number and port, which nobody answers.
    pub(crate) fn unattended(number: &str, port: u16) -> Self {
        Self::start(number, port, 520, "")
    }

    fn start(user: &str, port: u16, hertz: u32, answers: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        write_tone(&home.join("tone.wav"), hertz);
        fs::write(home.join("config"), config(home, port)).unwrap();
        let account =
            format!("<sip:{user}@127.0.0.1>;regint=0;audio_codecs=PCMA/8000/1{answers}\n");
        fs::write(home.join("accounts"), account).unwrap();
        fs::write(home.join("contacts"), "").unwrap();
        let mut baresip = command("baresip");
        baresip.arg("-f").arg(home).stdin(Stdio::piped());
        let mut process = Process::start(baresip, home);
        let keys = process.stdin().unwrap();
        let phone = Self {
            process,
            keys,
            folder,
        };
        phone.says("baresip is ready");
        phone
    }

    /// Calls, and waits for an answer.
    pub(crate) fn calls(&mut self, uri: &str) {
        self.types(&format!("/dial {uri}\n"));
        self.says("Call established");
    }

    /// Calls again while the other side is busy.
    pub(crate) fn calls_until_answered(&mut self, uri: &str) {
        for tries in 1.. {
            self.types(&format!("/dial {uri}\n"));
            let answered = self.until("an answer", || {
                let log = self.process.printed();
                let busy = log.matches("486 Busy Here").count() >= tries;
                let answered = log.contains("Call established");
                (answered || busy).then_some(answered)
            });
            if answered {
                return;
            }
        }
    }

    /// Presses a key, sent by RFC 4733.
    pub(crate) fn presses(&mut self, key: char) {
        self.types(&key.to_string());
    }

    /// Hangs up.
    pub(crate) fn hangs_up(&mut self) {
        self.types("/hangup\n");
    }

    /// Waits until the other side hangs up.
    pub(crate) fn is_hung_up_on(&self) {
        self.says("session closed");
    }

    /// Waits until its caller gives up, for the `times`th time.
    pub(crate) fn is_given_up(&self, times: usize) {
        self.says_often("session closed", times);
    }

    /// Waits until its log contains a text.
    pub(crate) fn says(&self, text: &str) {
        self.says_often(text, 1);
    }

    /// Waits until its log contains a text this number of times.
    pub(crate) fn says_often(&self, text: &str, times: usize) {
        self.until(text, || {
            (self.process.printed().matches(text).count() >= times).then_some(())
        });
    }

    /// Waits until it rings, for the `times`th time.
    pub(crate) fn rings(&self, times: usize) {
        self.says_often("Incoming call", times);
    }

    /// Waits until it has heard a text from its first sample to its last.
    pub(crate) fn hears(&self, text: &str) -> Found {
        let sound = spoken(text);
        let found = self.until(text, || {
            let found = find(&sound, &self.heard())?;
            (found.likeness >= ALIKE).then_some(found)
        });
        println!(
            "{:.3} alike, {:.1} s in: {text}",
            found.likeness,
            seconds(found.at)
        );
        found
    }

    /// Waits until it hears a tone for most of a second.
    pub(crate) fn hears_tone(&self, hertz: u32) {
        self.until(&format!("a tone of {hertz} Hz"), || {
            (tone(f64::from(hertz), &self.heard()) > 0.8).then_some(())
        });
    }

    /// What it has heard so far.
    pub(crate) fn heard(&self) -> Vec<f64> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let mut files = files.map(|file| file.unwrap().path());
        let file: Option<PathBuf> = files.find(|file| file.to_string_lossy().ends_with("-dec.wav"));
        file.map(|file| recorded(&file)).unwrap_or_default()
    }

    fn types(&mut self, text: &str) {
        self.keys.write_all(text.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Polls: baresip reports no events.
    fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        poll(look).unwrap_or_else(|| {
            let heard = seconds(self.heard().len());
            let log = self.process.printed();
            panic!("not in time: {what}; {heard:.1} s were heard; {log}");
        })
    }
}

fn seconds(samples: usize) -> f64 {
    samples as f64 / RATE as f64
}

fn config(home: &Path, port: u16) -> String {
    let home = home.display();
    let mut config = format!(
        "sip_listen 127.0.0.1:{port}\naudio_source aufile,{home}/tone.wav\nausrc_srate 8000\n\
         auplay_srate 8000\ncall_max_calls 1\nausrc_channels 1\nauplay_channels 1\nsnd_path {home}\n\
         module_path /usr/lib/baresip/modules\nmodule_tmp account.so\nmodule_app menu.so\n"
    );
    for module in ["g711", "aufile", "sndfile", "stdio"] {
        let _ = writeln!(config, "module {module}.so");
    }
    config
}

/// Two minutes of a tone, longer than any call.
fn write_tone(file: &Path, hertz: u32) {
    let length = 120 * RATE as u32;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + 2 * length).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend((RATE as u32).to_le_bytes());
    wav.extend((2 * RATE as u32).to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend((2 * length).to_le_bytes());
    for at in 0..length {
        let angle = f64::from(at) * f64::from(hertz) * std::f64::consts::TAU / RATE as f64;
        wav.extend(((angle.sin() * 8_000.0) as i16).to_le_bytes());
    }
    fs::write(file, wav).unwrap();
}
