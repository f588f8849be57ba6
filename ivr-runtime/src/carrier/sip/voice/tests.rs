//! Speech by programs that every machine has.

use std::fs;
use std::path::Path;

use super::*;

const VOICE: Speaker<'_> = Speaker {
    voice: "en-US-BenjaminRUS",
    speed: 1.0,
};

/// A program that says a tone for whatever it is given, and notes each text in a file.
fn program(folder: &Path) -> Program {
    let wav = Sound::tone(300.0, Duration::from_secs(1)).to_wav().unwrap();
    fs::write(folder.join("tone.wav"), wav).unwrap();
    let script = folder.join("speak.sh");
    let at = folder.display();
    fs::write(
        &script,
        // Whatever the search path of the test.
        format!("PATH=/usr/bin:/bin; cat >> {at}/texts; echo >> {at}/texts; cat {at}/tone.wav\n"),
    )
    .unwrap();
    Program::new(&format!("/bin/sh {}", script.display())).unwrap()
}

fn texts(folder: &Path) -> String {
    fs::read_to_string(folder.join("texts")).unwrap_or_default()
}

#[tokio::test]
async fn a_text_is_spoken_once_and_then_kept_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = folder.path().join("sounds");
    let program = program(folder.path());
    for _restart in 0..2 {
        let voices = Voices::new(Some(program.clone()), Some(sounds.clone()));
        let (first, second) =
            tokio::join!(voices.say("Welcome.", VOICE), voices.say("Welcome.", VOICE));
        assert_eq!(first, Sound::tone(300.0, Duration::from_secs(1)));
        assert_eq!(first, second);
        assert_eq!(texts(folder.path()), "Welcome.\n");
    }
    // Another voice, and another speed, are other sounds.
    let voices = Voices::new(Some(program), Some(sounds));
    voices
        .say(
            "Welcome.",
            Speaker {
                speed: 1.5,
                ..VOICE
            },
        )
        .await;
    let spanish = Speaker {
        voice: "es-MX-Sabina",
        ..VOICE
    };
    voices.say("Welcome.", spanish).await;
    assert_eq!(texts(folder.path()), "Welcome.\n".repeat(3));
}

#[tokio::test]
async fn without_a_program_and_where_it_fails_tones_are_heard() {
    let silent = Voices::new(None, None);
    assert!(!silent.speak());
    assert_eq!(silent.say("Welcome.", VOICE).await, tones());
    let broken = Voices::new(Some(Program::new("/bin/sh -c false").unwrap()), None);
    assert_eq!(broken.say("Welcome.", VOICE).await, tones());
    let mute = Voices::new(Some(Program::new("/bin/sh -c true").unwrap()), None);
    assert_eq!(mute.say("Welcome.", VOICE).await, tones());
    // Nothing to say is nothing.
    assert_eq!(silent.say(" ", VOICE).await.length(), 0);
}

#[tokio::test]
async fn a_recording_that_is_not_there_is_a_tone() {
    let voices = Voices::new(None, None);
    // Nobody listens on the port for discarding things.
    assert_eq!(voices.play("http://127.0.0.1:9/a.wav").await, tones());
}
