//! Tests speech with programs that every machine has.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::within;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const VOICE: Speaker<'_> = Speaker {
    voice: "en-US-BenjaminRUS",
    speed: 1.0,
};

/// A program that writes a tone for every text, and records each text in a file.
fn program(folder: &Path) -> Program {
    let wav = Sound::tone(300.0, Duration::from_secs(1)).to_wav().unwrap();
    fs::write(folder.join("tone.wav"), wav).unwrap();
    let script = folder.join("speak.sh");
    let at = folder.display();
    fs::write(
        &script,
        // Independent of the test's `PATH`.
        format!("PATH=/usr/bin:/bin; cat >> {at}/texts; echo >> {at}/texts; cat {at}/tone.wav\n"),
    )
    .unwrap();
    Program::new(&format!("/bin/sh {}", script.display())).unwrap()
}

async fn say(voices: &Voices, text: &str) -> Sound {
    within("a text is spoken", voices.say(text, VOICE)).await
}

async fn play(voices: &Voices, url: &str) -> Sound {
    within("a recording is fetched", voices.play(url)).await
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
        let (first, second) = tokio::join!(say(&voices, "Welcome."), say(&voices, "Welcome."));
        assert_eq!(first, Sound::tone(300.0, Duration::from_secs(1)));
        assert_eq!(first, second);
        assert_eq!(texts(folder.path()), "Welcome.\n");
    }
    // Another voice or speed is another sound.
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
    assert_eq!(say(&silent, "Welcome.").await, tones());
    let broken = Voices::new(Some(Program::new("/bin/sh -c false").unwrap()), None);
    assert_eq!(say(&broken, "Welcome.").await, tones());
    let mute = Voices::new(Some(Program::new("/bin/sh -c true").unwrap()), None);
    assert_eq!(say(&mute, "Welcome.").await, tones());
    // No text has no sound.
    assert_eq!(say(&silent, " ").await.length(), 0);
}

#[tokio::test]
async fn a_recording_that_is_not_there_is_a_tone() {
    let voices = Voices::new(None, None);
    // Port 9 (discard) refuses the connection.
    assert_eq!(play(&voices, "http://127.0.0.1:9/a.wav").await, tones());
}

/// A tone of 300 Hz in stereo at 44.1 kHz: one second, and the encoder's padding.
const MP3: &[u8] = include_bytes!("tests/tone.mp3");

/// Serves one file for every request, and counts requests. Without a file, the response starts and never ends.
async fn served(file: Option<Vec<u8>>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/recording", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            assert!(stream.read(&mut [0; 4_096]).await.unwrap() > 0);
            let length = file.as_ref().map_or(1_000, Vec::len);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            // The client hangs up when it has had enough.
            let _ = stream.write_all(file.as_deref().unwrap_or_default()).await;
            open.push(stream);
        }
    });
    (url, requests)
}

#[tokio::test]
async fn recordings_of_both_kinds_are_fetched_once() {
    let voices = Voices::new(None, None);
    let tone = Sound::tone(300.0, Duration::from_secs(1));
    let (url, requests) = served(Some(tone.to_wav().unwrap())).await;
    let (first, second) = tokio::join!(play(&voices, &url), play(&voices, &url));
    assert!(first == tone && second == tone);
    assert_eq!(requests.load(Ordering::Relaxed), 1);
    let (url, _) = served(Some(MP3.to_vec())).await;
    let sound = play(&voices, &url).await;
    assert!((50..60).contains(&sound.length()), "{sound:?}");
    // Half a second in its middle: 150 cycles, at the original loudness.
    let middle: Vec<i16> = (12..37).flat_map(|index| sound.frame(index)).collect();
    let turns = middle
        .windows(2)
        .filter(|pair| (pair[0] < 0) != (pair[1] < 0));
    let turns = turns.count();
    assert!((298..=302).contains(&turns), "{turns}");
    let loudest = middle.into_iter().max().unwrap();
    assert!((7_000..9_000).contains(&loudest), "{loudest}");
}

#[tokio::test]
async fn a_recording_larger_than_it_may_be_is_a_tone() {
    let voices = Voices::new(None, None);
    let minutes = |minutes: u64| Sound::silence(Duration::from_secs(minutes * 60));
    let (url, _) = served(Some(minutes(5).to_wav().unwrap())).await;
    assert_eq!(play(&voices, &url).await, minutes(5));
    let (url, _) = served(Some(minutes(6).to_wav().unwrap())).await;
    assert_eq!(play(&voices, &url).await, tones());
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_does_not_come_is_a_tone_in_time() {
    let voices = Voices::new(None, None);
    let (url, _) = served(None).await;
    let began = tokio::time::Instant::now();
    assert_eq!(play(&voices, &url).await, tones());
    assert!(began.elapsed() <= Duration::from_secs(11));
}
