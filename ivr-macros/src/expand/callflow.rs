//! The JSON that answers a webhook, written at compile time.
//!
//! The shape and the order of the members are those of the vendor's "Call Action Handling"
//! guide and of its tutorials. Only what is set is sent, except where the platform's own
//! documents disagree about the default: that is always sent.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned as _;

use crate::model::{Capture, LanguageId, Number, Voice};

/// JSON with holes for the strings that only the running program knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Json {
    /// The text before each hole, and the text behind the last.
    pieces: Vec<String>,
    holes: Vec<TokenStream>,
    text: String,
}

impl Json {
    fn raw(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    fn string(self, value: &str) -> Self {
        let text = quoted(value);
        self.raw(&text)
    }

    fn hole(mut self, expression: TokenStream) -> Self {
        self.pieces.push(std::mem::take(&mut self.text));
        self.holes.push(expression);
        self
    }

    fn append(mut self, other: Self) -> Self {
        for (piece, hole) in other.pieces.into_iter().zip(other.holes) {
            self = self.raw(&piece).hole(hole);
        }
        self.raw(&other.text)
    }

    /// The whole text, if nothing in it waits for the running program.
    pub(super) fn fixed(self) -> Result<String, Self> {
        if self.holes.is_empty() {
            Ok(self.text)
        } else {
            Err(self)
        }
    }

    /// The pieces around the holes, and what fills them.
    pub(super) fn parts(&self) -> (Vec<&str>, &[TokenStream]) {
        let pieces = self.pieces.iter().chain([&self.text]);
        (pieces.map(String::as_str).collect(), &self.holes)
    }
}

/// Something spoken, as far as it is known.
#[derive(Clone, Debug)]
pub(super) enum Words {
    Known(String),
    /// An expression for the whole text, a `&str`.
    Later(TokenStream),
}

impl Words {
    fn write(self, json: Json) -> Json {
        match self {
            Self::Known(words) => json.string(&words),
            Self::Later(expression) => json.hole(expression),
        }
    }
}

/// What a menu asks, and how it listens.
pub(super) struct Question<'c> {
    pub(super) prompt: Words,
    pub(super) capture: &'c Capture,
    pub(super) language: LanguageId,
    pub(super) tries: u64,
    pub(super) success_message: Option<Words>,
    pub(super) failure_message: Option<Words>,
}

/// A callflow that is being written, and with it the answer it stands in.
#[derive(Clone, Debug, Default)]
pub(super) struct Callflow {
    actions: Vec<Json>,
}

impl Callflow {
    pub(super) fn say(
        &mut self,
        words: Words,
        voice: &Voice,
        language: LanguageId,
        repetition: Option<u64>,
    ) {
        let json = words
            .write(Json::default().raw(r#"{"action":"say","params":{"text":"#))
            .raw(&spoken_by(voice, language))
            .raw(&member("repetition", repetition))
            .raw("}}");
        self.actions.push(json);
    }

    pub(super) fn play(&mut self, url: &str, repetition: Option<u64>) {
        let json = Json::default()
            .raw(r#"{"action":"playFile","params":{"fileUrl":"#)
            .string(url)
            .raw(&member("repetition", repetition))
            .raw("}}");
        self.actions.push(json);
    }

    pub(super) fn hang_up(&mut self) {
        self.actions
            .push(Json::default().raw(r#"{"action":"hangup"}"#));
    }

    pub(super) fn ask(&mut self, question: Question<'_>) {
        let Question {
            prompt,
            capture,
            language,
            tries,
            success_message,
            failure_message,
        } = question;
        let json = prompt
            .write(Json::default().raw(r#"{"action":"sayAndCapture","params":{"promptMessage":"#))
            .raw(&spoken_by(&capture.voice, language))
            .raw(&member("minDigits", Some(capture.min_digits)))
            .raw(&member("maxDigits", Some(capture.max_digits)))
            .raw(&member("digitTimeout", Some(capture.digit_timeout)))
            .raw(&member("overallTimeout", Some(capture.overall_timeout)))
            .raw(&member("completeOnHash", capture.complete_on_hash))
            .raw(&member("noOfTries", Some(tries)));
        let json = message(json, "successMessage", success_message);
        let json = message(json, "failureMessage", failure_message);
        self.actions.push(json.raw("}}"));
    }

    pub(super) fn connect(&mut self, from: &Number<'_>, to: &Number<'_>, record: Option<bool>) {
        let json = number(
            Json::default().raw(r#"{"action":"makeCall","params":{"source":"#),
            from,
        )
        .raw(r#","destination":"#);
        let json = number(json, to)
            .raw(&member("callRecording", record))
            .raw("}}");
        self.actions.push(json);
    }

    /// Does it do nothing yet?
    pub(super) fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The whole answer to a webhook.
    pub(super) fn answer(self, client_action_id: Option<&str>) -> Json {
        let mut json = Json::default().raw("{");
        if let Some(id) = client_action_id {
            json = json.raw(r#""clientActionId":"#).string(id).raw(",");
        }
        json = json.raw(r#""callflow":["#);
        for (at, action) in self.actions.into_iter().enumerate() {
            json = json.raw(if at > 0 { "," } else { "" }).append(action);
        }
        json.raw("]}")
    }

    /// The actions alone, without anything around them.
    pub(super) fn actions(self) -> Json {
        self.actions.into_iter().fold(Json::default(), Json::append)
    }
}

/// A text as JSON. Every text has a form as JSON, so nothing is left out.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn number(json: Json, number: &Number<'_>) -> Json {
    match number {
        Number::Literal(literal) => json.string(literal),
        // With the expression's span, so that rustc points there if it is no number.
        Number::Expression(expression) => json.hole(quote_spanned! {expression.span()=>
            ::ivr_runtime::PhoneNumber::phone_number(&(#expression)).as_str()
        }),
    }
}

fn spoken_by(voice: &Voice, language: LanguageId) -> String {
    // Whole speeds are written without a fraction, as in the vendor's samples.
    let speed = voice.speed;
    let profile = quoted(voice.profile(language));
    format!(r#","voiceProfile":{profile},"speed":{speed}"#)
}

fn member(name: &str, value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |value| format!(r#","{name}":{value}"#))
}

fn message(json: Json, name: &str, words: Option<Words>) -> Json {
    match words {
        Some(words) => words.write(json.raw(&format!(r#","{name}":"#))),
        None => json,
    }
}
