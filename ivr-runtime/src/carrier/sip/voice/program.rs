//! The program that speaks: it reads a text, and writes WAV.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;

use super::Speaker;
use crate::carrier::sip::media::{Sound, SoundError};

/// The command that is used if none is set.
const USUAL: &str = "espeak-ng --stdin --stdout -v {language} -s {words}";

/// The speed of a voice at factor 1, in words per minute.
const WORDS: f64 = 175.0;

/// Maximum time per text: a slow program needs a few seconds for the longest text that a tree may contain.
const PATIENCE: Duration = Duration::from_secs(20);

/// Maximum size of the WAV file in bytes: 30 minutes at 22 kHz.
const LARGEST: u64 = 80 * 1024 * 1024;

/// A program that speaks, with its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    command: String,
    path: PathBuf,
}

/// Why the program can't be used, or did not speak.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgramError {
    /// The program is not installed.
    #[error("`{0}` is not on the PATH")]
    Missing(String),
    /// The command is empty.
    #[error("a voice command must start with a program")]
    Empty,
    /// The program does not start, or crashed.
    #[error("could not run {0}: {1}")]
    Run(String, #[source] std::io::Error),
    /// The program returned an error.
    #[error("{0} failed: {1}")]
    Failed(String, String),
    /// The program took too long.
    #[error("{0} took longer than 20 seconds")]
    Late(String),
    /// The output is not a WAV file.
    #[error("{0} wrote no usable sound: {1}")]
    Sound(String, #[source] SoundError),
}

impl Program {
    /// Parses a command. Spaces separate its words; no shell reads them. `{language}`, `{voice}`, `{speed}` and
    /// `{words}` (per minute) are replaced for each text. The program reads the text from its standard input.
    ///
    /// # Errors
    /// If the command is empty, or the program is not installed.
    pub(crate) fn new(command: &str) -> Result<Self, ProgramError> {
        let name = command
            .split_whitespace()
            .next()
            .ok_or(ProgramError::Empty)?;
        let path = find(name).ok_or_else(|| ProgramError::Missing(name.to_owned()))?;
        let command = command.to_owned();
        Ok(Self { command, path })
    }

    /// The default program.
    ///
    /// # Errors
    /// If it is not installed.
    pub(crate) fn usual() -> Result<Self, ProgramError> {
        Self::new(USUAL)
    }

    /// The command as it was set.
    pub(crate) fn command(&self) -> &str {
        &self.command
    }

    /// Speaks a text.
    ///
    /// # Errors
    /// If the program fails, takes too long, or does not write WAV.
    pub(crate) async fn speak(
        &self,
        text: &str,
        speaker: Speaker<'_>,
    ) -> Result<Sound, ProgramError> {
        let wav = timeout(PATIENCE, self.run(text, speaker)).await;
        let wav = wav.map_err(|_| ProgramError::Late(self.name()))??;
        // Resampling half an hour of speech takes a second, which no call may wait for.
        let sound = tokio::task::spawn_blocking(move || Sound::read(&wav)).await;
        let failed = |error: tokio::task::JoinError| ProgramError::Run(self.name(), error.into());
        sound
            .map_err(failed)?
            .map_err(|error| ProgramError::Sound(self.name(), error))
    }

    async fn run(&self, text: &str, speaker: Speaker<'_>) -> Result<Vec<u8>, ProgramError> {
        let failed = |error| ProgramError::Run(self.name(), error);
        let mut child = Command::new(&self.path)
            .args(self.arguments(speaker))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let write = async {
            if let Some(mut stdin) = stdin {
                // A program that stops reading reports the error itself, or there is none.
                let _ = stdin.write_all(text.as_bytes()).await;
            }
        };
        let complaint = async {
            let mut complaint = Vec::new();
            if let Some(stderr) = stderr {
                let _ = stderr.take(4_096).read_to_end(&mut complaint).await;
            }
            String::from_utf8_lossy(&complaint).trim().to_owned()
        };
        let ((), wav, complaint) = tokio::join!(write, read(stdout), complaint);
        let (wav, status) = (wav.map_err(failed)?, child.wait().await.map_err(failed)?);
        if status.success() {
            Ok(wav)
        } else {
            let why = if complaint.is_empty() {
                status.to_string()
            } else {
                complaint
            };
            Err(ProgramError::Failed(self.name(), why))
        }
    }

    fn arguments<'a>(&'a self, speaker: Speaker<'a>) -> impl Iterator<Item = String> + 'a {
        let Speaker { voice, speed } = speaker;
        let (language, words, speed) = (language(voice), words(speed), speed.to_string());
        self.command.split_whitespace().skip(1).map(move |word| {
            word.replace("{language}", &language)
                .replace("{voice}", voice)
                .replace("{speed}", &speed)
                .replace("{words}", &words)
        })
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

async fn read(stdout: Option<ChildStdout>) -> std::io::Result<Vec<u8>> {
    let mut wav = Vec::new();
    if let Some(stdout) = stdout {
        stdout.take(LARGEST).read_to_end(&mut wav).await?;
    }
    Ok(wav)
}

/// The language in a voice's name: `en-us` in `en-US-BenjaminRUS` and in `Google.en-US-Neural2-A`. English if the
/// name has none, as in `Polly.Joanna`.
fn language(voice: &str) -> String {
    let mut names = voice.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let found = names.find_map(|name| {
        let mut parts = name.split('-');
        let (language, region) = (parts.next()?, parts.next()?);
        let is_locale = matches!(language.len(), 2..=3)
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && region.len() == 2
            && region.bytes().all(|byte| byte.is_ascii_uppercase());
        is_locale.then(|| format!("{language}-{region}").to_ascii_lowercase())
    });
    found.unwrap_or_else(|| "en-us".to_owned())
}

fn words(speed: f64) -> String {
    format!("{:.0}", WORDS * speed)
}

/// The path of a program: as given, or in a folder of `PATH`.
fn find(name: &str) -> Option<PathBuf> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return Path::new(name).is_file().then(|| name.into());
    }
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(name));
    places.find(|place| place.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_voice_is_called_becomes_arguments() {
        let program = Program {
            command: "say  -v {language} --who={voice} -s {words} {speed}".to_owned(),
            path: PathBuf::new(),
        };
        let speaker = Speaker {
            voice: "en-US-BenjaminRUS",
            speed: 1.2,
        };
        let arguments: Vec<String> = program.arguments(speaker).collect();
        let expected = ["-v", "en-us", "--who=en-US-BenjaminRUS", "-s", "210", "1.2"];
        assert_eq!(arguments, expected);
    }

    #[test]
    fn a_voice_of_any_carrier_tells_its_language() {
        for (voice, expected) in [
            ("de-DE-Hedda", "de-de"),
            ("Google.es-MX-Standard-A", "es-mx"),
            ("google:cmn-CN:cmn-CN-Wavenet-A", "cmn-cn"),
            ("Polly.Joanna", "en-us"),
            ("Polly.Joanna-Neural", "en-us"),
            ("man", "en-us"),
        ] {
            assert_eq!(language(voice), expected, "{voice}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let missing = Program::new("no-such-voice -x").unwrap_err();
        assert_eq!(missing.to_string(), "`no-such-voice` is not on the PATH");
        assert!(matches!(Program::new("  "), Err(ProgramError::Empty)));
    }
}
