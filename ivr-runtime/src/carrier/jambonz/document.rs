//! Parses an array of verbs, as far as a menu needs them, and refuses anything else.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A verb, with the fields that its page in jambonz's documentation (Verbs) lists.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "verb", rename_all = "lowercase")]
pub(super) enum Verb {
    Tag(Tag),
    Say(Say),
    Play(Play),
    Gather(Box<Gather>),
    Dial(Dial),
    Redirect(Redirect),
    Hangup(Hangup),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tag {
    pub(super) data: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Say {
    pub(super) text: String,
    #[serde(rename = "loop")]
    pub(super) times: Option<u32>,
    pub(super) synthesizer: Option<Synthesizer>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Synthesizer {
    pub(super) vendor: String,
    pub(super) language: String,
    pub(super) voice: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Play {
    pub(super) url: Files,
    #[serde(rename = "loop")]
    pub(super) times: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Files {
    One(String),
    InThisOrder(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Gather {
    pub(super) action_hook: String,
    pub(super) input: Vec<String>,
    pub(super) min_digits: u32,
    pub(super) max_digits: u32,
    pub(super) inter_digit_timeout: f64,
    pub(super) timeout: f64,
    pub(super) finish_on_key: Option<String>,
    pub(super) dtmf_bargein: bool,
    pub(super) say: Option<Say>,
    pub(super) play: Option<Play>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Dial {
    pub(super) action_hook: String,
    pub(super) caller_id: String,
    pub(super) target: Vec<Target>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) number: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Redirect {
    pub(super) action_hook: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hangup {}
