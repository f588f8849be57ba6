//! What a call does next, in a form that is stored for repeated events.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::NAME;
use super::cue::{Capture, Connect, Cue};
use super::media::Sound;
use super::voice::{Speaker, Voices};
use crate::menu::reply;

/// What a call does next: the line turns it into cues, and the journal stores it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The state that the next event carries back; `None` ends the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// The steps, in order.
    pub(crate) steps: Vec<Step>,
}

/// One step of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum Step {
    /// Speaks a text.
    Say {
        text: String,
        voice: String,
        speed: f64,
        times: u32,
    },
    /// Plays a recording.
    Play { url: String, times: u32 },
    /// Speaks a prompt and captures keys.
    Capture {
        prompt: String,
        voice: String,
        speed: f64,
        min: u32,
        max: u32,
        digit_timeout: u64,
        overall_timeout: u64,
        hash_completes: bool,
        tries: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        success: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    },
    /// Calls a number and joins it to the caller.
    Connect { from: String, to: String },
    /// Ends the call.
    HangUp,
}

impl Answer {
    /// The steps of a reply, and the state that the next event carries back.
    pub(super) fn new(steps: &[reply::Step], state: Option<&str>) -> Self {
        Self {
            state: state.map(str::to_owned),
            steps: steps.iter().map(Step::from).collect(),
        }
    }

    /// Turns texts and recordings into sound.
    pub(super) async fn cues(&self, voices: &Voices) -> Vec<Cue> {
        let mut cues = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let mut cue = step.cue(voices).await;
            if let (Self::RECORDED, Cue::Capture(capture)) = (step.prompt(), &mut cue) {
                capture.prompt = recorded(&self.steps, &mut cues);
            }
            cues.push(cue);
        }
        cues
    }

    /// The prompt of a menu whose text is spoken by recordings.
    const RECORDED: Option<&'static str> = Some("");
}

/// Removes the trailing recordings from the cues and returns them as the prompt, so that a key cuts them short.
fn recorded(steps: &[Step], cues: &mut Vec<Cue>) -> Sound {
    let is_recording = |step: &&Step| matches!(step, Step::Play { .. });
    let before = &steps[..cues.len()];
    let count = before.iter().rev().take_while(is_recording).count();
    let sounds: Vec<Sound> = cues
        .split_off(cues.len() - count)
        .into_iter()
        .flat_map(|cue| match cue {
            Cue::Play { sound, times } => vec![sound; times as usize],
            _ => Vec::new(),
        })
        .collect();
    Sound::joined(&sounds)
}

impl From<&reply::Step> for Step {
    fn from(step: &reply::Step) -> Self {
        match step {
            reply::Step::Say {
                text,
                voice,
                repetition,
            } => Self::Say {
                text: text.to_string(),
                voice: voice.name_at(NAME).to_owned(),
                speed: voice.speed,
                times: repetition.unwrap_or(1),
            },
            reply::Step::Play { url, repetition } => Self::Play {
                url: url.to_string(),
                times: repetition.unwrap_or(1),
            },
            reply::Step::Capture(capture) => Self::from(capture),
            reply::Step::Connect { from, to, .. } => Self::Connect {
                from: from.to_string(),
                to: to.to_string(),
            },
            reply::Step::HangUp => Self::HangUp,
        }
    }
}

impl From<&reply::Capture> for Step {
    fn from(capture: &reply::Capture) -> Self {
        let listen = capture.listen;
        let text = |text: &Option<Cow<'static, str>>| text.as_deref().map(str::to_owned);
        Self::Capture {
            prompt: capture.prompt.to_string(),
            voice: capture.voice.name_at(NAME).to_owned(),
            speed: capture.voice.speed,
            min: listen.min_digits,
            max: listen.max_digits,
            digit_timeout: milliseconds(listen.digit_timeout),
            overall_timeout: milliseconds(listen.overall_timeout),
            hash_completes: listen.complete_on_hash,
            tries: capture.tries,
            success: text(&capture.success_message),
            failure: text(&capture.failure_message),
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Step {
    /// Every text in it, with its voice and speed.
    pub(super) fn texts(&self) -> Vec<(&str, &str, f64)> {
        match self {
            Self::Say {
                text, voice, speed, ..
            } => vec![(text, voice, *speed)],
            Self::Capture {
                prompt,
                voice,
                speed,
                success,
                failure,
                ..
            } => [Some(prompt), success.as_ref(), failure.as_ref()]
                .into_iter()
                .flatten()
                .map(|text| (&**text, &**voice, *speed))
                .collect(),
            Self::Play { .. } | Self::Connect { .. } | Self::HangUp => Vec::new(),
        }
    }

    fn prompt(&self) -> Option<&str> {
        match self {
            Self::Capture { prompt, .. } => Some(prompt),
            _ => None,
        }
    }

    async fn cue(&self, voices: &Voices) -> Cue {
        match self {
            Self::Say {
                text,
                voice,
                speed,
                times,
            } => {
                let speaker = Speaker {
                    voice,
                    speed: *speed,
                };
                Cue::Play {
                    sound: voices.say(text, speaker).await,
                    times: *times,
                }
            }
            Self::Play { url, times } => Cue::Play {
                sound: voices.play(url).await,
                times: *times,
            },
            Self::Capture {
                prompt,
                voice,
                speed,
                min,
                max,
                digit_timeout,
                overall_timeout,
                hash_completes,
                tries,
                success,
                failure,
            } => {
                let speaker = Speaker {
                    voice,
                    speed: *speed,
                };
                let message = async |text: &Option<String>| -> Option<Sound> {
                    match text {
                        Some(text) => Some(voices.say(text, speaker).await),
                        None => None,
                    }
                };
                Cue::Capture(Capture {
                    prompt: voices.say(prompt, speaker).await,
                    min: *min as usize,
                    max: *max as usize,
                    digit_timeout: Some(Duration::from_millis(*digit_timeout)),
                    overall_timeout: Duration::from_millis(*overall_timeout),
                    hash_completes: *hash_completes,
                    tries: *tries,
                    success: message(success).await,
                    failure: message(failure).await,
                })
            }
            Self::Connect { from, to } => Cue::Connect(Connect {
                from: from.clone(),
                to: to.clone(),
            }),
            Self::HangUp => Cue::HangUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(prompt: &str) -> Step {
        Step::Capture {
            prompt: prompt.to_owned(),
            voice: "en-US-BenjaminRUS".to_owned(),
            speed: 1.0,
            min: 1,
            max: 4,
            digit_timeout: 3_000,
            overall_timeout: 10_000,
            hash_completes: true,
            tries: 2,
            success: None,
            failure: Some("Sorry.".to_owned()),
        }
    }

    #[test]
    fn an_answer_is_the_same_after_it_was_kept() {
        let say = Step::Say {
            text: "Hello".to_owned(),
            voice: "en-US-BenjaminRUS".to_owned(),
            speed: 1.25,
            times: 2,
        };
        let answer = Answer {
            state: Some("main_menu".to_owned()),
            steps: vec![say, capture("Press 1."), Step::HangUp],
        };
        let kept = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&kept).unwrap(), answer);
    }

    #[tokio::test]
    async fn recordings_that_are_a_prompt_become_one() {
        let voices = Voices::new(None, None);
        // Port 9 (discard) refuses the connection, so a tone replaces each recording.
        let play = |times| Step::Play {
            url: "http://127.0.0.1:9/a.wav".to_owned(),
            times,
        };
        let say = Step::Say {
            text: "Hello".to_owned(),
            voice: "en-US-BenjaminRUS".to_owned(),
            speed: 1.0,
            times: 1,
        };
        let cues = async |steps: Vec<Step>| Answer { state: None, steps }.cues(&voices).await;
        let one = voices.play("http://127.0.0.1:9/a.wav").await.length();
        let recorded = cues(vec![play(1), say.clone(), play(2), play(1), capture("")]).await;
        let [
            Cue::Play { .. },
            Cue::Play { .. },
            Cue::Capture(capture_cue),
        ] = &recorded[..]
        else {
            panic!("{recorded:?}");
        };
        assert_eq!(capture_cue.prompt.length(), 3 * one);
        // What precedes a menu's own prompt is played in full.
        let spoken = cues(vec![play(1), capture("Press 1.")]).await;
        assert!(matches!(&spoken[..], [Cue::Play { .. }, Cue::Capture(_)]));
    }

    #[test]
    fn every_text_is_known_beforehand() {
        let step = capture("Press 1.");
        let texts: Vec<&str> = step.texts().iter().map(|(text, ..)| *text).collect();
        assert_eq!(texts, ["Press 1.", "Sorry."]);
        assert!(Step::HangUp.texts().is_empty());
    }
}
