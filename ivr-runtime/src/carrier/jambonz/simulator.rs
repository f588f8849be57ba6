//! Simulates how jambonz runs an array of verbs.
//!
//! It accepts what jambonz's page on each verb documents, as far as a menu can need it, and refuses everything else.
//! Consecutive identical prompts become one capture with several tries. So input with too few keys stays in the
//! session, as it stays in the engine, and we receive the `redirect` after the last try.

use std::collections::VecDeque;
use std::time::Duration;

use quick_xml::escape::unescape;
use serde_json::Value;

use super::CALL;
use super::document::{Dial, Files, Gather, Hangup, Play, Say, Verb};
use crate::carrier::eight_by_eight::wire::callflow::{Action, MakeCall, PlayFile, SayAndCapture};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::part::tries;

/// Converts an array of verbs to a callflow for a session.
pub(super) fn read(body: &str) -> Result<Answer, String> {
    let verbs: VecDeque<Verb> =
        serde_json::from_str(body).map_err(|error| format!("no array of verbs: {error}"))?;
    Reader::default().read(verbs)
}

#[derive(Default)]
struct Reader {
    actions: Vec<Action>,
    tag: Option<String>,
}

impl Reader {
    fn read(mut self, mut verbs: VecDeque<Verb>) -> Result<Answer, String> {
        let mut ends = false;
        while let Some(verb) = verbs.pop_front() {
            if ends {
                return Err(format!("{verb:?} stands behind the end of the call's turn"));
            }
            match verb {
                Verb::Tag(tag) if self.actions.is_empty() => {
                    self.tag = Some(Value::Object(tag.data).to_string());
                }
                Verb::Tag(_) => return Err("a tag stands behind what is heard".to_owned()),
                Verb::Say(say) => self.actions.push(Action::Say(spoken(&say)?)),
                Verb::Play(play) => self.play(play)?,
                Verb::Gather(gather) => self.gather(*gather, &mut verbs)?,
                Verb::Dial(dial) => {
                    self.dial(dial)?;
                    ends = true;
                }
                Verb::Redirect(redirect) => {
                    self.goes_on(&redirect.action_hook)?;
                    ends = true;
                }
                Verb::Hangup(Hangup {}) => {
                    self.actions.push(Action::Hangup);
                    ends = true;
                }
            }
        }
        if !ends {
            return Err("the verbs end, and the call with them, without a hangup".to_owned());
        }
        Ok(Answer {
            client_action_id: self.tag,
            callflow: self.actions,
        })
    }

    /// A prompt and its repetitions.
    fn gather(&mut self, gather: Gather, verbs: &mut VecDeque<Verb>) -> Result<(), String> {
        let again = Verb::Gather(Box::new(gather.clone()));
        let (tries, failure) = tries(&again, verbs, |verb| matches!(verb, Verb::Say(_)));
        if !matches!(verbs.front(), Some(Verb::Redirect(_) | Verb::Hangup(_))) {
            return Err("behind a gather it is not said what follows on silence".to_owned());
        }
        if gather.input != ["digits"] || !gather.dtmf_bargein {
            return Err("a gather here takes keys alone, while its prompt is spoken".to_owned());
        }
        if gather.min_digits == 0 || gather.max_digits < gather.min_digits {
            return Err("a gather takes one key at least".to_owned());
        }
        if gather
            .finish_on_key
            .as_deref()
            .is_some_and(|key| key != "#")
        {
            return Err("only the hash ends the keys here".to_owned());
        }
        if let Some(play) = gather.play {
            if gather.say.is_some() {
                return Err("of say and play, a gather runs only the first".to_owned());
            }
            self.play(play)?;
        }
        let prompt = gather.say.as_ref().map(spoken).transpose()?;
        let failure = match &failure {
            Some(Verb::Say(say)) => Some(spoken(say)?),
            _ => None,
        };
        let (text, voice, speed) = match prompt {
            Some(say) => (say.text, say.voice_profile, say.speed),
            None => (String::new(), String::new(), None),
        };
        self.actions.push(Action::SayAndCapture(SayAndCapture {
            prompt_message: text,
            voice_profile: voice,
            speed,
            min_digits: Some(gather.min_digits),
            max_digits: Some(gather.max_digits),
            digit_timeout: Some(milliseconds(gather.inter_digit_timeout)?),
            overall_timeout: Some(milliseconds(gather.timeout)?),
            complete_on_hash: Some(gather.finish_on_key.is_some()),
            no_of_tries: Some(tries),
            success_message: None,
            failure_message: failure.map(|say| say.text),
        }));
        self.goes_on(&gather.action_hook)
    }

    fn play(&mut self, play: Play) -> Result<(), String> {
        let times = positive(play.times)?;
        let urls = match play.url {
            Files::One(url) => vec![url],
            Files::InThisOrder(urls) if times.is_none() => urls,
            Files::InThisOrder(_) => return Err("several files are repeated as one".to_owned()),
        };
        // Consecutive identical prompts are tries of one capture.
        for same in urls.chunk_by(|one, next| one == next) {
            let count = u32::try_from(same.len()).ok().filter(|count| *count > 1);
            if let Some(url) = same.first() {
                self.actions.push(Action::PlayFile(PlayFile {
                    file_url: url.clone(),
                    repetition: times.or(count),
                }));
            }
        }
        Ok(())
    }

    fn dial(&mut self, dial: Dial) -> Result<(), String> {
        let [target] = &*dial.target else {
            return Err("a dial calls one target here".to_owned());
        };
        if target.kind != "phone" {
            return Err(format!(
                "a dial calls a phone here, and no {:?}",
                target.kind
            ));
        }
        self.actions.push(Action::MakeCall(MakeCall {
            source: dial.caller_id,
            destination: target.number.clone(),
            call_recording: None,
        }));
        self.goes_on(&dial.action_hook)
    }

    fn goes_on(&self, hook: &str) -> Result<(), String> {
        if hook != CALL {
            return Err(format!("{hook:?} does not lead back to us"));
        }
        if self.tag.is_none() {
            return Err("no tag says what comes back".to_owned());
        }
        Ok(())
    }
}

fn spoken(say: &Say) -> Result<crate::carrier::eight_by_eight::wire::callflow::Say, String> {
    let (text, speed) = match say.text.strip_prefix("<speak>") {
        Some(ssml) => slowed(ssml)?,
        None => (say.text.clone(), 1.0),
    };
    if text.trim().is_empty() {
        return Err("a say says nothing".to_owned());
    }
    let voice = say.synthesizer.as_ref().map(|voice| {
        let (vendor, language) = (&voice.vendor, &voice.language);
        format!("{vendor}:{language}:{}", voice.voice)
    });
    Ok(crate::carrier::eight_by_eight::wire::callflow::Say {
        text,
        voice_profile: voice.unwrap_or_else(|| "the application's".to_owned()),
        speed: Some(speed),
        repetition: positive(say.times)?,
    })
}

/// The contents of `<speak>`: a `prosody` with a rate, and a text in it.
fn slowed(ssml: &str) -> Result<(String, f64), String> {
    let inner = || {
        let ssml = ssml.strip_prefix("<prosody rate=\"")?;
        let (percent, text) = ssml.split_once("%\">")?;
        let text = text.strip_suffix("</prosody></speak>")?;
        let percent: f64 = percent.parse().ok()?;
        (!text.contains('<')).then_some((text, percent))
    };
    let (text, percent) = inner().ok_or_else(|| format!("{ssml:?} is no prosody"))?;
    let text = unescape(text).map_err(|error| format!("no SSML: {error}"))?;
    Ok((text.into_owned(), percent / 100.0))
}

fn positive(times: Option<u32>) -> Result<Option<u32>, String> {
    match times {
        Some(0) => Err("loop is 0".to_owned()),
        times => Ok(times),
    }
}

fn milliseconds(seconds: f64) -> Result<u32, String> {
    let time = Duration::try_from_secs_f64(seconds);
    let time = time.map_err(|_| format!("{seconds} is no time"))?;
    match u32::try_from(time.as_millis()) {
        // A timeout of zero means none.
        Ok(time @ 1..) => Ok(time),
        _ => Err(format!("{seconds} s is no timeout")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_jambonz_does_not_document_is_refused() {
        const TAG: &str = r#"{"verb":"tag","data":{"state":"a","min_digits":1}}"#;
        const GATHER: &str = r#"{"verb":"gather","input":["digits"],"actionHook":"/jambonz/call","minDigits":1,"maxDigits":1,"interDigitTimeout":1.0,"timeout":1.0,"dtmfBargein":true,"say":{"text":"a"}}"#;
        const BACK: &str = r#"{"verb":"redirect","actionHook":"/jambonz/call"}"#;
        read(&format!("[{TAG},{GATHER},{BACK}]")).unwrap();
        let without_minimum = GATHER.replace(r#""minDigits":1,"#, "");
        let for_ever = GATHER.replace(r#""timeout":1.0"#, r#""timeout":0.0"#);
        let elsewhere = BACK.replace("call", "cal");
        for (verbs, reason) in [
            ("{}", "no array"),
            (r#"[{"verb":"shout"}]"#, "shout"),
            (r#"[{"verb":"hangup","why":"x"}]"#, "why"),
            (r#"[{"verb":"say","text":"a"}]"#, "without a hangup"),
            (r#"[{"verb":"say","text":""},{"verb":"hangup"}]"#, "nothing"),
            (
                r#"[{"verb":"say","text":"<speak>a</speak>"},{"verb":"hangup"}]"#,
                "prosody",
            ),
            (r#"[{"verb":"hangup"},{"verb":"hangup"}]"#, "behind the end"),
            (&format!("[{GATHER},{BACK}]"), "no tag"),
            (&format!("[{TAG},{GATHER}]"), "silence"),
            (&format!("[{TAG},{without_minimum},{BACK}]"), "minDigits"),
            (&format!("[{TAG},{for_ever},{BACK}]"), "no timeout"),
            (&format!("[{TAG},{GATHER},{elsewhere}]"), "lead back"),
        ] {
            let error = read(verbs).unwrap_err();
            assert!(error.contains(reason), "{verbs}: {error}");
        }
    }
}
