//! Tests replies rendered as verbs.

use serde_json::{Value, json};

use super::*;
use crate::menu::reply::fixture::{VOICE, capture};

fn file(url: &'static str, repetition: Option<u32>) -> Step {
    Step::Play {
        url: url.into(),
        repetition,
    }
}

fn said(text: &str) -> Value {
    let synthesizer = json!({"vendor": "aws", "language": "en-US", "voice": "Matthew"});
    json!({"verb": "say", "text": text, "synthesizer": synthesizer})
}

fn written(steps: &[Step], state: Option<&str>) -> Value {
    serde_json::to_value(document(steps, state)).unwrap()
}

#[test]
fn a_text_is_spoken_by_jambonzs_voice() {
    let text = |voice| Step::Say {
        text: "Fish & chips < 5".into(),
        voice,
        repetition: None,
    };
    assert_eq!(
        written(&[text(VOICE), Step::HangUp], None),
        json!([said("Fish & chips < 5"), {"verb": "hangup"}])
    );
    let nowhere = Voice {
        elsewhere: &[],
        ..VOICE
    };
    assert_eq!(
        written(&[text(nowhere)], None),
        json!([{"verb": "say", "text": "Fish & chips < 5"}])
    );
}

#[test]
fn a_prompt_is_there_as_often_as_it_is_tried() {
    let asked = Step::Capture(Capture {
        tries: 2,
        failure_message: Some("Pardon?".into()),
        ..capture("Press 1.")
    });
    let mut prompt = said("Press 1.");
    prompt.as_object_mut().unwrap().remove("verb");
    let gather = json!({
        "verb": "gather", "input": ["digits"], "actionHook": "/jambonz/call",
        "minDigits": 1, "maxDigits": 1, "interDigitTimeout": 2.5, "timeout": 4.5,
        "dtmfBargein": true, "say": prompt,
    });
    let redirect = json!({"verb": "redirect", "actionHook": "/jambonz/call"});
    assert_eq!(
        written(&[asked], Some("main~1")),
        json!([
            {"verb": "tag", "data": {"state": "main~1", "min_digits": 1}},
            gather, said("Pardon?"), gather, said("Pardon?"), redirect
        ])
    );
}

#[test]
fn several_keys_have_a_minimum_and_an_end() {
    let mut pin = capture("Your PIN, please.");
    pin.listen.min_digits = 4;
    pin.listen.max_digits = 6;
    pin.listen.complete_on_hash = true;
    let written = written(&[Step::Capture(pin)], Some("pin"));
    let gather = &written[1];
    assert_eq!(written[0]["data"]["min_digits"], 4);
    assert_eq!([&gather["minDigits"], &gather["maxDigits"]], [4, 6]);
    assert_eq!(gather["finishOnKey"], "#");
}

#[test]
fn recordings_that_are_the_prompt_can_be_cut_short() {
    let steps = [
        file("https://h/a.mp3", None),
        file("https://h/b.mp3", Some(2)),
        Step::Capture(capture("")),
    ];
    let several = written(&steps, Some("main"));
    let files = json!(["https://h/a.mp3", "https://h/b.mp3", "https://h/b.mp3"]);
    assert_eq!(several[1]["play"], json!({"url": files}));
    assert_eq!(several[2]["verb"], "redirect");
    let steps = [
        file("https://h/a.mp3", Some(3)),
        Step::Capture(capture("Press 1.")),
    ];
    let before = written(&steps, Some("main"));
    let alone = json!({"verb": "play", "url": "https://h/a.mp3", "loop": 3});
    assert_eq!(before[1], alone);
    assert_eq!(before[2]["say"]["text"], "Press 1.");
}

#[test]
fn a_transfer_comes_back() {
    let connect = Step::Connect {
        from: "+6568888888".into(),
        to: "+6598888888".into(),
        record: None,
    };
    let target = json!({"type": "phone", "number": "+6598888888"});
    assert_eq!(
        written(&[connect], Some("desk"))[1],
        json!({
            "verb": "dial", "actionHook": "/jambonz/call", "callerId": "+6568888888",
            "target": [target],
        })
    );
}

#[test]
fn speed_is_prosody() {
    let step = Step::Say {
        text: "Quick & dirty.".into(),
        voice: Voice {
            speed: 1.2,
            ..VOICE
        },
        repetition: Some(3),
    };
    let written = written(&[step], None);
    let text = r#"<speak><prosody rate="120%">Quick &amp; dirty.</prosody></speak>"#;
    assert_eq!(written[0]["text"], text);
    assert_eq!(written[0]["loop"], 3);
}
