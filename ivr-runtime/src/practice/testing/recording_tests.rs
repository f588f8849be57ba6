//! Prompts that are recorded: what is played, what is spoken behind it, and what is known of it.

use super::*;
use crate::carrier::Carrier as _;
use crate::carrier::eight_by_eight::EightByEight;
use crate::carrier::eight_by_eight::simulator::check_answer;
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::ivr;
use crate::menu::manifest::Manifest;
use crate::menu::{Input, Key, Reply, Tree as _, Turn};
use crate::picture::{Graph, Outline};

ivr! {
    tree Cinema {
        languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
        tries: 3,
    }

    start menu welcome {
        play(transcript: {
            en: "Welcome to the Lumière. For films press 1, for tickets press 2.",
            es: "Bienvenidos al Lumière. Para películas oprima 1, para entradas oprima 2.",
        }) { en: "https://example.com/welcome.en.mp3", es: "https://example.com/welcome.es.mp3" }

        1 => menu films {
            play(repetition: 2) "https://example.com/jingle.wav"
                then {
                    en: "Para español oprima 9, to go back press star.",
                    es: "For English press 9, para volver oprima asterisco."
                }

            9 => speak es then goto welcome,
            '*' => back,
        }
        2 => play(transcript: {
            en: "We are sold out.",
            es: "No hay entradas.",
        }) { en: "https://example.com/sold-out.en.mp3", es: "https://example.com/sold-out.es.mp3" } then hangup,
    }

    _ => retry(1) { en: "Once more. {prompt}", es: "Otra vez. {prompt}" } else say_goodbye(),

    part say_goodbye() => say { en: "Goodbye.", es: "Adiós." }
}

/// The actions of an answer.
fn callflow(reply: Reply<Cinema>) -> Vec<Action> {
    let written = EightByEight
        .write(reply.steps(), reply.next().map(Cinema::client_action_id))
        .unwrap();
    check_answer(written.as_bytes()).unwrap().callflow
}

fn answer(state: Cinema, input: Input<'_>) -> Vec<Action> {
    match state.next(input) {
        Turn::Reply(reply) => callflow(reply),
        Turn::Ask(lookup) => panic!("{lookup:?}"),
    }
}

/// What is played and said, and how often the platform asks.
fn told(actions: &[Action]) -> Vec<String> {
    let told = actions.iter().map(|action| match action {
        Action::PlayFile(file) => format!("{} x{}", file.file_url, file.repetition.unwrap_or(1)),
        Action::Say(say) => say.text.clone(),
        Action::SayAndCapture(ask) => {
            format!("{} x{}", ask.prompt_message, ask.no_of_tries.unwrap())
        }
        Action::MakeCall(_) => "call".to_owned(),
        Action::Hangup => "hang up".to_owned(),
    });
    told.collect()
}

#[test]
fn a_recording_is_played_and_then_the_platform_waits() {
    let english = "https://example.com/welcome.en.mp3 x1";
    // Nothing is spoken behind it, so there is nothing to repeat.
    assert_eq!(told(&callflow(Cinema::greeting())), [english, ". x1"]);
    assert_eq!(
        told(&answer(Cinema::Welcome, Input::Key(Key::One))),
        [
            "https://example.com/jingle.wav x2",
            "Para español oprima 9, to go back press star. x3"
        ]
    );
    assert_eq!(
        told(&answer(Cinema::Films, Input::Key(Key::Nine))),
        ["https://example.com/welcome.es.mp3 x1", ". x1"]
    );
    assert_eq!(
        told(&answer(Cinema::Films, Input::Silence)),
        [
            "Once more.",
            "https://example.com/jingle.wav x2",
            "Para español oprima 9, to go back press star. x3"
        ]
    );
}

#[tokio::test]
async fn a_caller_hears_what_recordings_say() {
    let said = call::<Cinema>(&())
        .hears_file("welcome.en.mp3")
        .presses('7')
        .hears_exactly("Once more.")
        .hears("for tickets press 2")
        .is_at("welcome~1")
        .presses('1')
        .hears_file("jingle")
        .hears("to go back press star")
        .presses('9')
        .hears("Bienvenidos al Lumière.")
        .presses('2')
        .hears_exactly("No hay entradas.")
        .ends()
        .await;
    assert!(
        said.texts().any(|text| text == "Once more."),
        "words are heard as well: {said}"
    );
    call_out::<Cinema>(&())
        .hears("Welcome to the Lumière.")
        .presses('2')
        .ends()
        .await;
}

#[tokio::test]
async fn a_walk_takes_every_edge_between_recordings() {
    let walk = walk::<Cinema>(async || ()).await;
    walk.assert_complete();
    let back = walk.edges().filter(|edge| edge.state == "films");
    assert_eq!(back.count(), 8, "four in each language: {walk}");
}

#[test]
fn a_description_tells_what_files_say() {
    let tree = Cinema::description();
    let english = "Welcome to the Lumière. For films press 1, for tickets press 2.";
    for (url, says) in [
        ("https://example.com/welcome.en.mp3", Some(english)),
        (
            "https://example.com/sold-out.es.mp3",
            Some("No hay entradas."),
        ),
        ("https://example.com/jingle.wav", None),
        ("https://example.com/nowhere.mp3", None),
    ] {
        assert_eq!(tree.transcript(url), says, "{url}");
    }
    let text = Outline::new(tree).to_string();
    for line in [
        &format!("play https://example.com/welcome.en.mp3 \"{english}\""),
        "play https://example.com/jingle.wav \"Para español",
        "play https://example.com/sold-out.en.mp3 \"We are sold out.\"",
    ] {
        assert!(one_line(&text).contains(line), "{line} in {text}");
    }
    let picture = Graph::new(tree).mermaid();
    for part in [
        english,
        "play https://example.com/jingle.wav",
        "We are sold out.",
    ] {
        assert!(picture.contains(part), "{part} in {picture}");
    }
    let manifest = Manifest::of::<Cinema>();
    assert_eq!(
        manifest.states["welcome"].keys["2"],
        r#"play "https://example.com/sold-out.en.mp3" ("We are sold out."), hang up"#
    );
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_outbound_call_begins_with_the_recording() {
    let number = |text: &str| text.parse().unwrap();
    let request = crate::carrier::eight_by_eight::opening::<Cinema>(
        &number("+6568888888"),
        &number("+6591234567"),
    );
    assert_eq!(
        told(&request.callflow),
        ["call", "https://example.com/welcome.en.mp3 x1", ". x1"]
    );
}
