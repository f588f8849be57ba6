//! Simulates how Twilio runs a document.
//!
//! It accepts what Twilio's page on each verb documents, and refuses everything else. Consecutive identical prompts
//! without any input between them become one capture with several tries.

use std::collections::VecDeque;

use super::xml::{Element, parse};
use crate::carrier::eight_by_eight::wire::callflow::{
    Action, MakeCall, PlayFile, Say, SayAndCapture,
};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::part::tries;

/// The attributes and children that an element may have (Twilio, TwiML Voice, the page of the verb), as far as a menu needs them.
struct Rule {
    name: &'static str,
    attributes: &'static [&'static str],
    children: &'static [&'static str],
    text: bool,
}

const RULES: &[Rule] = &[
    Rule {
        name: "Response",
        attributes: &[],
        children: &[
            "Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Hangup",
        ],
        text: false,
    },
    // "<Say>": voice, loop, language.
    Rule {
        name: "Say",
        attributes: &["voice", "loop", "language"],
        children: &["prosody"],
        text: true,
    },
    // "Text-to-Speech": SSML.
    Rule {
        name: "prosody",
        attributes: &["rate", "volume", "pitch"],
        children: &[],
        text: true,
    },
    // "<Play>": loop, digits.
    Rule {
        name: "Play",
        attributes: &["loop", "digits"],
        children: &[],
        text: true,
    },
    Rule {
        name: "Pause",
        attributes: &["length"],
        children: &[],
        text: false,
    },
    // "<Gather>", without the attributes for speech.
    Rule {
        name: "Gather",
        attributes: &[
            "input",
            "action",
            "method",
            "numDigits",
            "timeout",
            "finishOnKey",
            "actionOnEmptyResult",
        ],
        children: &["Say", "Play", "Pause"],
        text: false,
    },
    // "<Dial>", without those for conferences, queues and SIP.
    Rule {
        name: "Dial",
        attributes: &[
            "action",
            "method",
            "callerId",
            "timeout",
            "record",
            "answerOnBridge",
        ],
        children: &["Number"],
        text: true,
    },
    Rule {
        name: "Number",
        attributes: &["sendDigits", "url", "method"],
        children: &[],
        text: true,
    },
    Rule {
        name: "Redirect",
        attributes: &["method"],
        children: &[],
        text: true,
    },
    Rule {
        name: "Hangup",
        attributes: &[],
        children: &[],
        text: false,
    },
];

/// A verb, for comparison: prompts that differ only in the URL for their keys are equal.
#[derive(Clone, Copy, Debug)]
struct Verb<'e>(&'e Element);

impl Verb<'_> {
    fn attributes(&self) -> impl Iterator<Item = &(String, String)> {
        let attributes = self.0.attributes.iter();
        attributes.filter(|(name, _)| name != "action")
    }
}

impl PartialEq for Verb<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (one, another) = (self.0, other.0);
        one.name == another.name
            && one.text == another.text
            && one.children == another.children
            && self.attributes().eq(other.attributes())
    }
}

/// Converts a document to a callflow for a session.
pub(super) fn read(body: &str) -> Result<Answer, String> {
    let response = parse(body)?;
    if response.name != "Response" {
        return Err(format!(
            "<{}> stands where <Response> is expected",
            response.name
        ));
    }
    check(&response)?;
    Reader::default().read(&response)
}

/// Checks an element and its children against the rules.
fn check(element: &Element) -> Result<(), String> {
    let name = &element.name;
    let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
        return Err(format!("there is no verb <{name}>"));
    };
    for (attribute, _) in &element.attributes {
        if !rule.attributes.contains(&attribute.as_str()) {
            return Err(format!("<{name}> has no attribute {attribute:?}"));
        }
    }
    if !rule.text && !element.text.trim().is_empty() {
        return Err(format!("<{name}> holds no text"));
    }
    for child in &element.children {
        if !rule.children.contains(&child.name.as_str()) {
            return Err(format!("<{}> can't stand in <{name}>", child.name));
        }
        check(child)?;
    }
    Ok(())
}

#[derive(Default)]
struct Reader {
    actions: Vec<Action>,
    /// The URLs of Twilio's next request: first those for the keys of each try, and last the one for everything else.
    urls: Vec<String>,
}

impl Reader {
    fn read(mut self, response: &Element) -> Result<Answer, String> {
        let mut verbs: VecDeque<_> = response.children.iter().map(Verb).collect();
        let mut ends = false;
        while let Some(Verb(verb)) = verbs.pop_front() {
            if ends {
                return Err(format!(
                    "<{}> stands behind the end of the call's turn",
                    verb.name
                ));
            }
            match verb.name.as_str() {
                "Gather" => self.gather(verb, &mut verbs)?,
                "Dial" => {
                    self.dial(verb)?;
                    ends = true;
                }
                "Redirect" => {
                    self.goes_on(verb.text.trim())?;
                    ends = true;
                }
                "Hangup" => {
                    self.actions.push(Action::Hangup);
                    ends = true;
                }
                "Pause" => {}
                _ => self.actions.push(spoken(verb)?),
            }
        }
        if !ends {
            return Err("the document ends, and the call with it, without a <Hangup>".to_owned());
        }
        Ok(Answer {
            client_action_id: (!self.urls.is_empty()).then(|| self.urls.join("\n")),
            callflow: self.actions,
        })
    }

    /// A prompt and its repetitions.
    fn gather<'e>(
        &mut self,
        gather: &'e Element,
        verbs: &mut VecDeque<Verb<'e>>,
    ) -> Result<(), String> {
        self.goes_on(gather.attribute("action").unwrap_or_default())?;
        let behind = verbs.clone();
        let (tries, failure) = tries(&Verb(gather), verbs, |verb| verb.0.name == "Say");
        let repeated = behind.iter().take(behind.len() - verbs.len());
        for Verb(again) in repeated.filter(|verb| verb.0.name == "Gather") {
            self.goes_on(again.attribute("action").unwrap_or_default())?;
        }
        match verbs.front() {
            Some(Verb(next)) if next.name == "Redirect" || next.name == "Hangup" => {}
            _ => return Err("behind <Gather> it is not said what follows on silence".to_owned()),
        }
        // Twilio waits after all of them.
        let (pause, nested) = match gather.children.split_last() {
            Some((last, before)) if last.name == "Pause" => {
                (positive(last, "length")?.unwrap_or(1), before)
            }
            _ => (0, gather.children.as_slice()),
        };
        let (last, before) = match nested.split_last() {
            Some((last, before)) if last.name == "Say" => (Some(last), before),
            _ => (None, nested),
        };
        for verb in before {
            self.actions.push(spoken(verb)?);
        }
        let seconds = positive(gather, "timeout")?.unwrap_or(5);
        let prompt = last.map(spoken).transpose()?;
        let (text, voice, speed) = match prompt {
            Some(Action::Say(say)) => (say.text, say.voice_profile, say.speed),
            _ => (String::new(), String::new(), None),
        };
        let failure = match failure.map(|Verb(verb)| spoken(verb)).transpose()? {
            Some(Action::Say(say)) => Some(say.text),
            _ => None,
        };
        self.actions.push(Action::SayAndCapture(SayAndCapture {
            prompt_message: text,
            voice_profile: voice,
            speed,
            min_digits: Some(1),
            max_digits: positive(gather, "numDigits")?,
            digit_timeout: Some(seconds.saturating_mul(1_000)),
            overall_timeout: Some(pause.saturating_add(seconds).saturating_mul(1_000)),
            complete_on_hash: Some(gather.attribute("finishOnKey").unwrap_or("#") == "#"),
            no_of_tries: Some(tries),
            success_message: None,
            failure_message: failure,
        }));
        Ok(())
    }

    fn dial(&mut self, dial: &Element) -> Result<(), String> {
        let [number] = dial.children.as_slice() else {
            return Err("<Dial> calls one <Number> here".to_owned());
        };
        self.actions.push(Action::MakeCall(MakeCall {
            source: dial.attribute("callerId").unwrap_or_default().to_owned(),
            destination: number.text.trim().to_owned(),
            call_recording: dial
                .attribute("record")
                .map(|record| record != "do-not-record"),
        }));
        self.goes_on(dial.attribute("action").unwrap_or_default())
    }

    /// Checks that the URLs for keys and for silence lead to the same state, and differ only in what they say about
    /// keys.
    fn goes_on(&mut self, url: &str) -> Result<(), String> {
        if !url.starts_with('/') {
            return Err(format!("{url:?} is no URL that leads back to us"));
        }
        let state = |url: &str| url.split('&').next().map(str::to_owned);
        match self.urls.first() {
            Some(first) if state(first) != state(url) => {
                Err(format!("one reply leads to {first:?} and to {url:?}"))
            }
            _ => {
                self.urls.push(url.to_owned());
                Ok(())
            }
        }
    }
}

/// A `<Say>` or a `<Play>`.
fn spoken(verb: &Element) -> Result<Action, String> {
    let repetition = positive(verb, "loop")?;
    if verb.name == "Play" {
        return Ok(Action::PlayFile(PlayFile {
            file_url: verb.text.clone(),
            repetition,
        }));
    }
    let (text, speed) = match verb.children.as_slice() {
        [] => (&verb.text, 1.0),
        [prosody] if verb.text.is_empty() => {
            let rate = prosody.attribute("rate").unwrap_or("100%");
            let percent = rate
                .strip_suffix('%')
                .and_then(|rate| rate.parse::<f64>().ok());
            let percent = percent.ok_or_else(|| format!("{rate:?} is no rate"))?;
            (&prosody.text, percent / 100.0)
        }
        _ => return Err("<Say> holds a text or one element".to_owned()),
    };
    if text.trim().is_empty() {
        return Err("<Say> says nothing (13520)".to_owned());
    }
    Ok(Action::Say(Say {
        text: text.clone(),
        voice_profile: verb.attribute("voice").unwrap_or("man").to_owned(),
        speed: Some(speed),
        repetition,
    }))
}

fn positive(element: &Element, name: &str) -> Result<Option<u32>, String> {
    let Some(value) = element.attribute(name) else {
        return Ok(None);
    };
    match value.parse() {
        Ok(number @ 1..) => Ok(Some(number)),
        _ => Err(format!(
            "{name}={value:?} of <{}> is no positive integer",
            element.name
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_twilio_does_not_document_is_refused() {
        for (document, reason) in [
            ("<Response><Hangup/>", "Response"),
            ("<Answer/>", "<Answer>"),
            ("<Response><Shout>a</Shout></Response>", "<Shout>"),
            (
                "<Response><Say volume=\"1\">a</Say><Hangup/></Response>",
                "volume",
            ),
            ("<Response><Say>a</Say></Response>", "without a <Hangup>"),
            ("<Response><Say></Say><Hangup/></Response>", "13520"),
            ("<Response>a<Hangup/></Response>", "no text"),
            (
                "<Response><Gather action=\"/a\" timeout=\"0\"><Say>a</Say></Gather><Redirect>/a</Redirect></Response>",
                "positive",
            ),
            (
                "<Response><Gather action=\"/a\"><Say>a</Say></Gather></Response>",
                "silence",
            ),
            (
                "<Response><Gather action=\"/a\"><Say>a</Say></Gather><Redirect>/b</Redirect></Response>",
                "leads to",
            ),
            (
                "<Response><Gather action=\"/a\"><Hangup/></Gather><Redirect>/a</Redirect></Response>",
                "can't stand in <Gather>",
            ),
            (
                "<Response><Hangup/><Say>a</Say></Response>",
                "behind the end",
            ),
        ] {
            let error = read(document).unwrap_err();
            assert!(error.contains(reason), "{document}: {error}");
        }
    }
}
