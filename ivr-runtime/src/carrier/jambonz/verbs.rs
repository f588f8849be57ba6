//! Renders a reply as an array of verbs (jambonz, Verbs).
//!
//! jambonz signs the body of its requests, but not the URL. So the state goes into a `tag`, whose data
//! is in every later body, and all hooks have the same URL.
//!
//! It has no tries and no success message. So the array repeats the prompt: if
//! a `gather` returns without enough keys, an empty answer makes jambonz continue with the next verb, and after
//! the last one a `redirect` reports silence. Success messages and recorded calls do not compile.

use std::borrow::Cow;
use std::slice;

use quick_xml::escape::escape;
use serde::{Deserialize, Serialize};

use super::{CALL, NAME};
use crate::menu::reply::{Capture, Step, Voice, recorded_prompt};

/// The data of a `tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried<'a> {
    /// The state.
    #[serde(borrow)]
    pub(super) state: Cow<'a, str>,
    /// Minimum number of keys: jambonz has one, but sends fewer if `#` ends the input.
    pub(super) min_digits: u32,
}

/// A verb, with the fields that we use.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "verb", rename_all = "lowercase")]
pub(super) enum Verb<'a> {
    Tag {
        data: Carried<'a>,
    },
    Say(Say<'a>),
    Play(Play<'a>),
    Gather(Gather<'a>),
    Dial(Dial<'a>),
    Redirect {
        #[serde(rename = "actionHook")]
        action_hook: &'static str,
    },
    Hangup {},
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Say<'a> {
    text: Cow<'a, str>,
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthesizer: Option<Synthesizer>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Synthesizer {
    vendor: &'static str,
    language: &'static str,
    voice: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Play<'a> {
    url: Files<'a>,
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Files<'a> {
    One(&'a str),
    InThisOrder(Vec<&'a str>),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Gather<'a> {
    input: [&'static str; 1],
    action_hook: &'static str,
    /// Always sent, because the timeout between keys starts after the minimum.
    min_digits: u32,
    max_digits: u32,
    /// In seconds, like the next one.
    inter_digit_timeout: f64,
    timeout: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_on_key: Option<&'static str>,
    dtmf_bargein: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<Say<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    play: Option<Play<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dial<'a> {
    action_hook: &'static str,
    caller_id: &'a str,
    target: [Target<'a>; 1],
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    number: &'a str,
}

/// The verbs of a reply.
pub(super) fn document<'a>(steps: &'a [Step], state: Option<&'a str>) -> Vec<Verb<'a>> {
    let mut verbs = Vec::new();
    if let Some(state) = state {
        let min_digits = steps.iter().find_map(|step| match step {
            Step::Capture(capture) => Some(capture.listen.min_digits),
            _ => None,
        });
        let data = Carried {
            state: state.into(),
            min_digits: min_digits.unwrap_or(1),
        };
        verbs.push(Verb::Tag { data });
    }
    let mut rest = steps;
    while let Some((step, behind)) = rest.split_first() {
        if let Some((recordings, capture, behind)) = recorded_prompt(rest) {
            ask(recordings, capture, &mut verbs);
            rest = behind;
            continue;
        }
        rest = behind;
        match step {
            Step::Say {
                text,
                voice,
                repetition,
            } => verbs.push(Verb::Say(say(text, voice, *repetition))),
            Step::Play { .. } => verbs.extend(play(slice::from_ref(step)).map(Verb::Play)),
            Step::Capture(capture) => ask(&[], capture, &mut verbs),
            Step::Connect { from, to, .. } => verbs.push(Verb::Dial(Dial {
                action_hook: CALL,
                caller_id: from,
                target: [Target {
                    kind: "phone",
                    number: to,
                }],
            })),
            Step::HangUp => verbs.push(Verb::Hangup {}),
        }
    }
    verbs
}

fn ask<'a>(recordings: &'a [Step], capture: &'a Capture, verbs: &mut Vec<Verb<'a>>) {
    let listen = &capture.listen;
    let prompt = (!capture.prompt.is_empty()).then(|| say(&capture.prompt, &capture.voice, None));
    let gather = Gather {
        input: ["digits"],
        action_hook: CALL,
        min_digits: listen.min_digits,
        max_digits: listen.max_digits,
        inter_digit_timeout: listen.digit_timeout.as_secs_f64(),
        timeout: listen.overall_timeout.as_secs_f64(),
        finish_on_key: listen.complete_on_hash.then_some("#"),
        dtmf_bargein: true,
        say: prompt,
        play: play(recordings),
    };
    for _ in 0..capture.spoken_tries() {
        verbs.push(Verb::Gather(gather.clone()));
        if let Some(failure) = &capture.failure_message {
            verbs.push(Verb::Say(say(failure, &capture.voice, None)));
        }
    }
    verbs.push(Verb::Redirect { action_hook: CALL });
}

fn say<'a>(text: &'a str, voice: &Voice, times: Option<u32>) -> Say<'a> {
    let text = match voice.rate() {
        None => text.into(),
        Some(rate) => {
            let text = escape(text);
            format!(r#"<speak><prosody rate="{rate}">{text}</prosody></speak>"#).into()
        }
    };
    Say {
        text,
        times,
        synthesizer: synthesizer(voice.name_at(NAME)),
    }
}

/// Parses `vendor:language:voice`; without one, the application's own voice speaks.
fn synthesizer(name: &'static str) -> Option<Synthesizer> {
    let (vendor, rest) = name.split_once(':')?;
    let (language, voice) = rest.split_once(':')?;
    Some(Synthesizer {
        vendor,
        language,
        voice,
    })
}

/// One verb that plays all of these files.
fn play(recordings: &[Step]) -> Option<Play<'_>> {
    let files = recordings.iter().filter_map(|step| match step {
        Step::Play { url, repetition } => Some((&**url, *repetition)),
        _ => None,
    });
    let files: Vec<_> = files.collect();
    if let [(url, times)] = files[..] {
        let url = Files::One(url);
        return Some(Play { url, times });
    }
    // A verb repeats either all of its files or none.
    let each = files.iter().flat_map(|&(url, times)| {
        let times = times.unwrap_or(1).try_into().unwrap_or(usize::MAX);
        std::iter::repeat_n(url, times)
    });
    let url = Files::InThisOrder(each.collect());
    (!files.is_empty()).then_some(Play { url, times: None })
}

#[cfg(test)]
#[path = "verbs_tests.rs"]
mod tests;
