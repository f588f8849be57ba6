//! Renders a reply as a callflow (8x8 Voice, Callflow Actions).

use std::time::Duration;

use super::NAME;
use super::wire::callflow::{Action, MakeCall, PlayFile, Say, SayAndCapture};
use crate::menu::reply::{Capture, Step};

/// The text if recordings say everything: `sayAndCapture` requires one.
const PAUSE: &str = ".";

/// The actions for these steps.
///
/// Parameters whose default the platform's documents disagree about are always sent, others only if set.
pub(crate) fn callflow(steps: &[Step]) -> Vec<Action> {
    steps.iter().map(action).collect()
}

fn action(step: &Step) -> Action {
    match step {
        Step::Say {
            text,
            voice,
            repetition,
        } => Action::Say(Say {
            text: text.to_string(),
            voice_profile: voice.name_at(NAME).to_owned(),
            repetition: *repetition,
            speed: Some(voice.speed),
        }),
        Step::Play { url, repetition } => Action::PlayFile(PlayFile {
            file_url: url.to_string(),
            repetition: *repetition,
        }),
        Step::Capture(capture) => Action::SayAndCapture(say_and_capture(capture)),
        Step::Connect { from, to, record } => Action::MakeCall(MakeCall {
            source: from.to_string(),
            destination: to.to_string(),
            call_recording: *record,
        }),
        Step::HangUp => Action::Hangup,
    }
}

fn say_and_capture(capture: &Capture) -> SayAndCapture {
    let Capture {
        prompt,
        voice,
        listen,
        tries: _,
        success_message,
        failure_message,
    } = capture;
    let prompt = if prompt.is_empty() { PAUSE } else { prompt };
    SayAndCapture {
        prompt_message: prompt.to_owned(),
        voice_profile: voice.name_at(NAME).to_owned(),
        speed: Some(voice.speed),
        min_digits: Some(listen.min_digits),
        max_digits: Some(listen.max_digits),
        digit_timeout: Some(milliseconds(listen.digit_timeout)),
        overall_timeout: Some(milliseconds(listen.overall_timeout)),
        complete_on_hash: Some(listen.complete_on_hash),
        no_of_tries: Some(capture.spoken_tries()),
        success_message: success_message.as_deref().map(str::to_owned),
        failure_message: failure_message.as_deref().map(str::to_owned),
    }
}

/// The platform counts in milliseconds. The compiler limits timeouts, so the number can't overflow.
fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
