//! Tests the spoken output of the phone page.

use serde_json::json;
use support::Outcome;
use tests::process::Restaurant;

use super::phone::{heard, here};
use super::with_browser_and;

/// A voice command that writes a tone for every text.
fn tone() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tone.wav");
    let mut wav = b"RIFF\x24\x19\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\x19\0\0".to_vec();
    wav.extend((0..3_200_i16).flat_map(|at| (at % 16 * 500).to_le_bytes()));
    std::fs::write(&file, wav).unwrap();
    // By its full path, independent of the test's `PATH`.
    let command = format!("/bin/cat {}", file.display());
    (folder, command)
}

/// A script that returns the texts that the page has requested as sound.
const ASKED: &str = "performance.getEntriesByType('resource').map(entry => new URL(entry.name))
    .filter(url => url.pathname === '/api/speech').map(url => url.searchParams.get('text'))";

/// A script that records what the page says in the browser's own voice.
const LISTEN: &str =
    "window.said = []; speechSynthesis.speak = utterance => window.said.push(utterance.text)";

pub(crate) fn what_is_heard_is_said_in_the_voice_of_the_telephone() -> Outcome {
    let (_folder, command) = tone();
    let flags = ["--voice-command", &command, "--voice-cache", "voices"];
    with_browser_and(&flags, async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        browser.run(LISTEN).await;
        browser.click("#call").await;
        browser.wait(&heard("Welcome to ABC Restaurant")).await;
        browser.wait(&format!("{ASKED}.length === 1")).await;
        browser.click("[data-key='1']").await;
        browser.wait(&here("reservations")).await;
        browser.wait(&format!("{ASKED}.length === 2")).await;
        let asked = browser.run(&format!("return {ASKED}")).await.to_string();
        assert!(asked.contains("Welcome to ABC Restaurant"), "{asked}");
        assert!(
            asked.contains("Press 1 to make a new reservation"),
            "{asked}"
        );
        assert_eq!(browser.run("return window.said").await, json!([]));
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    })
}

pub(crate) fn what_the_telephones_voice_can_t_say_the_browser_says() -> Outcome {
    let flags = ["--voice-command", "/bin/false", "--voice-cache", "voices"];
    with_browser_and(&flags, async |browser, restaurant| {
        browser.open(&format!("{}/", restaurant.pages)).await;
        browser.run(LISTEN).await;
        browser.click("#call").await;
        browser.wait("window.said.length === 1").await;
        let said = browser.run("return window.said[0]").await.to_string();
        assert!(said.contains("Welcome to ABC Restaurant"), "{said}");
    })
}

pub(crate) async fn a_text_is_served_as_sound_where_somebody_speaks() {
    let (_folder, command) = tone();
    let http = tests::http::client();
    for (command, path, status) in [
        (&*command, "text=Good%20day&voice=en-US-BenjaminRUS", 200),
        (&*command, "text=Good%20day", 422),
        ("/bin/false", "text=Good%20day&voice=en-US-BenjaminRUS", 503),
    ] {
        let flags = ["--voice-command", command, "--voice-cache", "voices"];
        let restaurant = Restaurant::start(&flags);
        let url = format!("{}/api/speech?{path}", restaurant.pages);
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), status, "{command} {path}");
        if status == 200 {
            assert_eq!(answer.headers()["content-type"], "audio/wav");
            let sound = answer.bytes().await.unwrap();
            assert!(sound.starts_with(b"RIFF") && sound.len() > 6_000);
        }
    }
}
