//! Renders a reply as TwiML (Twilio, TwiML Voice).
//!
//! Twilio has no tries, no success message, no minimum number of keys, and only one timeout.
//!
//! - The document repeats the prompt for each try. A silent caller proceeds from one `<Gather>` to the next, and after
//!   the last one to a `<Redirect>` that reports silence.
//! - The URL of each `<Gather>` contains the minimum, and the number of tries that follow: after too few keys, we answer
//!   with those.
//! - The timeout is the pause between two keys. The first key may take longer: a `<Pause>` after the prompt adds the
//!   difference, and a key interrupts it.
//! - A success message does not compile.

use std::io;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::{CALL, NAME};
use crate::carrier::WriteError;
use crate::menu::reply::{Capture, Listen, Step, Voice, recorded_prompt};

/// Maximum length of a document, in bytes (Twilio, error 11750).
const MAX_DOCUMENT: usize = 64 * 1024;

/// Characters that are not percent-encoded in a URL (RFC 3986, unreserved).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The document of a reply.
///
/// # Errors
/// If it is longer than Twilio accepts.
pub(super) fn document(steps: &[Step], state: Option<&str>) -> Result<String, WriteError> {
    let mut xml = Writer::new(Vec::new());
    let url = Url(state);
    xml.create_element("Response")
        .write_inner_content(|xml| all(steps, &url, xml))?;
    let document = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    if document.len() > MAX_DOCUMENT {
        return Err(WriteError::TooLong {
            length: document.len(),
            limit: MAX_DOCUMENT,
        });
    }
    Ok(document)
}

/// The URL of Twilio's next request.
struct Url<'a>(Option<&'a str>);

impl Url<'_> {
    fn path(&self) -> String {
        let state = self.0.unwrap_or_default();
        let state = utf8_percent_encode(state, ESCAPED);
        format!("{CALL}?state={state}")
    }

    /// The URL for keys, with this number of tries left.
    fn of_keys(&self, min_digits: u32, left: u32) -> String {
        let path = self.path();
        match min_digits {
            0 | 1 => path,
            min => format!("{path}&min={min}&left={left}"),
        }
    }
}

type Xml = Writer<Vec<u8>>;

fn all(steps: &[Step], url: &Url<'_>, xml: &mut Xml) -> io::Result<()> {
    let mut rest = steps;
    while let Some((step, behind)) = rest.split_first() {
        if let Some((recordings, capture, behind)) = recorded_prompt(rest) {
            ask(recordings, capture, url, xml)?;
            rest = behind;
            continue;
        }
        rest = behind;
        match step {
            Step::Say {
                text,
                voice,
                repetition,
            } => say(text, voice, *repetition, xml)?,
            Step::Play { .. } => play(step, xml)?,
            Step::Capture(capture) => ask(&[], capture, url, xml)?,
            Step::Connect { from, to, record } => {
                let mut dial = xml.create_element("Dial").with_attributes([
                    ("action", &*url.path()),
                    ("method", "POST"),
                    ("callerId", from),
                ]);
                if let Some(record) = record {
                    let record = match record {
                        true => "record-from-answer",
                        false => "do-not-record",
                    };
                    dial = dial.with_attribute(("record", record));
                }
                dial.write_inner_content(|xml| {
                    xml.create_element("Number")
                        .write_text_content(BytesText::new(to))?;
                    Ok(())
                })?;
            }
            Step::HangUp => {
                xml.create_element("Hangup").write_empty()?;
            }
        }
    }
    Ok(())
}

fn ask(recordings: &[Step], capture: &Capture, url: &Url<'_>, xml: &mut Xml) -> io::Result<()> {
    let listen = &capture.listen;
    let digits = listen.max_digits.to_string();
    let Waits { pause, timeout } = Waits::of(listen);
    let (pause, timeout) = (pause.map(|time| time.to_string()), timeout.to_string());
    for left in (0..capture.spoken_tries()).rev() {
        let action = url.of_keys(listen.min_digits, left);
        let attributes = [
            ("input", "dtmf"),
            ("action", &*action),
            ("method", "POST"),
            ("numDigits", &digits),
            ("timeout", &timeout),
            (
                "finishOnKey",
                if listen.complete_on_hash { "#" } else { "" },
            ),
        ];
        xml.create_element("Gather")
            .with_attributes(attributes)
            .write_inner_content(|xml| {
                for recording in recordings {
                    play(recording, xml)?;
                }
                if !capture.prompt.is_empty() {
                    say(&capture.prompt, &capture.voice, None, xml)?;
                }
                if let Some(pause) = &pause {
                    xml.create_element("Pause")
                        .with_attribute(("length", pause.as_str()))
                        .write_empty()?;
                }
                Ok(())
            })?;
        if let Some(failure) = &capture.failure_message {
            say(failure, &capture.voice, None, xml)?;
        }
    }
    xml.create_element("Redirect")
        .with_attribute(("method", "POST"))
        .write_text_content(BytesText::new(&url.path()))?;
    Ok(())
}

/// Twilio's waits, in whole seconds.
struct Waits {
    /// Before the timeout of the first key begins.
    pause: Option<u64>,
    /// The timeout of each key.
    timeout: u64,
}

impl Waits {
    fn of(listen: &Listen) -> Self {
        let seconds = |time: Duration| u64::try_from(time.as_millis().div_ceil(1_000));
        let seconds = |time| seconds(time).unwrap_or(u64::MAX);
        let overall = seconds(listen.overall_timeout);
        let timeout = match listen.max_digits {
            0 | 1 => overall,
            _ => seconds(listen.digit_timeout).min(overall),
        };
        let pause = overall - timeout;
        Self {
            pause: (pause > 0).then_some(pause),
            timeout,
        }
    }
}

fn say(text: &str, voice: &Voice, repetition: Option<u32>, xml: &mut Xml) -> io::Result<()> {
    let times = repetition.map(|times| times.to_string());
    let mut say = xml
        .create_element("Say")
        .with_attribute(("voice", voice.name_at(NAME)));
    if let Some(times) = &times {
        say = say.with_attribute(("loop", times.as_str()));
    }
    if let Some(rate) = voice.rate() {
        say.write_inner_content(|xml| {
            xml.create_element("prosody")
                .with_attribute(("rate", rate.as_str()))
                .write_text_content(BytesText::new(text))?;
            Ok(())
        })?;
    } else {
        say.write_text_content(BytesText::new(text))?;
    }
    Ok(())
}

fn play(step: &Step, xml: &mut Xml) -> io::Result<()> {
    let Step::Play { url, repetition } = step else {
        return Ok(());
    };
    let times = repetition.map(|times| times.to_string());
    let mut play = xml.create_element("Play");
    if let Some(times) = &times {
        play = play.with_attribute(("loop", times.as_str()));
    }
    play.write_text_content(BytesText::new(url))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu::reply::fixture::{VOICE, capture};

    fn said(text: &'static str) -> Step {
        Step::Say {
            text: text.into(),
            voice: VOICE,
            repetition: None,
        }
    }

    #[test]
    fn a_text_is_escaped_and_spoken_by_twilios_voice() {
        assert_eq!(
            document(&[said("Fish & chips < 5"), Step::HangUp], None).unwrap(),
            r#"<Response><Say voice="Polly.Matthew">Fish &amp; chips &lt; 5</Say><Hangup/></Response>"#
        );
    }

    #[test]
    fn a_prompt_is_there_as_often_as_it_is_tried() {
        let asked = Step::Capture(Capture {
            tries: 2,
            failure_message: Some("Pardon?".into()),
            ..capture("Press 1.")
        });
        let gather = r#"<Gather input="dtmf" action="/twilio/call?state=main~1" method="POST" numDigits="1" timeout="5" finishOnKey=""><Say voice="Polly.Matthew">Press 1.</Say></Gather><Say voice="Polly.Matthew">Pardon?</Say>"#;
        assert_eq!(
            document(&[asked], Some("main~1")).unwrap(),
            format!(
                r#"<Response>{gather}{gather}<Redirect method="POST">/twilio/call?state=main~1</Redirect></Response>"#
            )
        );
    }

    #[test]
    fn several_keys_have_a_minimum_and_a_pause() {
        let mut pin = capture("Your PIN, please.");
        pin.listen.min_digits = 4;
        pin.listen.max_digits = 6;
        pin.listen.complete_on_hash = true;
        pin.tries = 2;
        let written = document(&[Step::Capture(pin)], Some("pin~~a b&c")).unwrap();
        for left in [1, 0] {
            let gather = format!(
                r##"action="/twilio/call?state=pin~~a%20b%26c&amp;min=4&amp;left={left}" method="POST" numDigits="6" timeout="3" finishOnKey="#"><Say voice="Polly.Matthew">Your PIN, please.</Say><Pause length="2"/></Gather>"##
            );
            assert!(written.contains(&gather), "{written}");
        }
        assert!(
            written
                .contains("<Redirect method=\"POST\">/twilio/call?state=pin~~a%20b%26c</Redirect>")
        );
    }

    #[test]
    fn no_key_takes_longer_than_all_may() {
        let mut pin = capture("Your PIN, please.");
        pin.listen.max_digits = 6;
        pin.listen.digit_timeout = Duration::from_secs(10);
        let written = document(&[Step::Capture(pin)], Some("pin")).unwrap();
        assert!(written.contains(r#"timeout="5""#), "{written}");
        assert!(!written.contains("<Pause"), "{written}");
    }

    #[test]
    fn recordings_that_are_the_prompt_can_be_cut_short() {
        let file = |url: &'static str, repetition| Step::Play {
            url: url.into(),
            repetition,
        };
        let steps = [
            file("https://h/a.mp3", None),
            file("https://h/b.mp3?x=1&y=2", Some(2)),
            Step::Capture(capture("")),
        ];
        let written = document(&steps, Some("main")).unwrap();
        assert!(
            written.contains(
                r#"finishOnKey=""><Play>https://h/a.mp3</Play><Play loop="2">https://h/b.mp3?x=1&amp;y=2</Play></Gather><Redirect"#
            ),
            "{written}"
        );
        let steps = [
            file("https://h/a.mp3", None),
            Step::Capture(capture("Press 1.")),
        ];
        let written = document(&steps, Some("main")).unwrap();
        assert!(written.starts_with("<Response><Play>https://h/a.mp3</Play><Gather"));
    }

    #[test]
    fn a_transfer_comes_back() {
        let connect = Step::Connect {
            from: "+6568888888".into(),
            to: "+6598888888".into(),
            record: Some(true),
        };
        assert_eq!(
            document(&[said("One moment."), connect], Some("desk")).unwrap(),
            r#"<Response><Say voice="Polly.Matthew">One moment.</Say><Dial action="/twilio/call?state=desk" method="POST" callerId="+6568888888" record="record-from-answer"><Number>+6598888888</Number></Dial></Response>"#
        );
    }

    #[test]
    fn speed_is_prosody() {
        let fast = Voice {
            speed: 1.2,
            ..VOICE
        };
        let step = Step::Say {
            text: "Quick.".into(),
            voice: fast,
            repetition: Some(3),
        };
        assert_eq!(
            document(&[step], None).unwrap(),
            r#"<Response><Say voice="Polly.Matthew" loop="3"><prosody rate="120%">Quick.</prosody></Say></Response>"#
        );
    }

    #[test]
    fn more_than_twilio_takes_is_refused() {
        let long = Step::Say {
            text: "x".repeat(MAX_DOCUMENT).into(),
            voice: VOICE,
            repetition: None,
        };
        let refused = document(&[long], None);
        assert!(matches!(refused, Err(WriteError::TooLong { .. })));
    }
}
