//! The JSON that answers a webhook, written at compile time.
//!
//! The shape and the order of the members are those of the vendor's "Call Action Handling"
//! guide and of its tutorials. Only what is set is sent, except where the platform's own
//! documents disagree about the default: that is always sent.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Expr;
use syn::spanned::Spanned as _;

use crate::model::{Capture, LanguageId, Number, Recording, Voice};

/// JSON, in pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Json(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    /// JSON that is known.
    Known(String),
    /// A string that only the running program knows.
    Hole(TokenStream),
}

impl Json {
    fn raw(mut self, text: &str) -> Self {
        match self.0.last_mut() {
            Some(Piece::Known(known)) => known.push_str(text),
            _ => self.0.push(Piece::Known(text.to_owned())),
        }
        self
    }

    fn string(self, value: &str) -> Self {
        self.raw(&quoted(value))
    }

    /// The name of a further member.
    fn name(self, name: &str) -> Self {
        self.raw(",\"").raw(name).raw("\":")
    }

    fn member(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.name(name).raw(&value.to_string()),
            None => self,
        }
    }

    fn spoken_by(self, voice: &Voice, language: LanguageId) -> Self {
        // Whole speeds are written without a fraction, as in the vendor's samples.
        self.name("voiceProfile")
            .raw(&quoted(voice.profile(language)))
            .member("speed", Some(voice.speed))
    }

    fn hole(mut self, expression: TokenStream) -> Self {
        self.0.push(Piece::Hole(expression));
        self
    }

    fn append(mut self, other: Self) -> Self {
        for piece in other.0 {
            match piece {
                Piece::Known(known) => self = self.raw(&known),
                hole => self.0.push(hole),
            }
        }
        self
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text before each hole, the text behind the last, and what fills the holes.
    pub(super) fn parts(self) -> (Vec<String>, Vec<TokenStream>) {
        let (mut texts, mut holes) = (vec![String::new()], Vec::new());
        for piece in self.0 {
            match (piece, texts.last_mut()) {
                (Piece::Known(known), Some(text)) => text.push_str(&known),
                (Piece::Known(known), None) => texts.push(known),
                (Piece::Hole(hole), _) => {
                    texts.push(String::new());
                    holes.push(hole);
                }
            }
        }
        (texts, holes)
    }
}

/// What the platform speaks behind a recording that is all of a prompt: `sayAndCapture` can't do
/// without a text.
const PAUSE: &str = ".";

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

/// A callflow that is being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Callflow {
    /// The actions, with commas between them.
    actions: Json,
}

impl Callflow {
    /// Takes out what there is, with a comma behind it.
    fn before_next(&mut self) -> Json {
        let actions = std::mem::take(&mut self.actions);
        if actions.is_empty() {
            actions
        } else {
            actions.raw(",")
        }
    }

    /// Begins the next action.
    fn next(&mut self, begin: &str) -> Json {
        self.before_next().raw(begin)
    }

    /// Adds what has been written by itself.
    pub(super) fn add(&mut self, actions: Self) {
        self.actions = self.before_next().append(actions.actions);
    }

    pub(super) fn say(
        &mut self,
        words: Words,
        voice: &Voice,
        language: LanguageId,
        repetition: Option<u64>,
    ) {
        let json = self.next(r#"{"action":"say","params":{"text":"#);
        self.actions = words
            .write(json)
            .spoken_by(voice, language)
            .member("repetition", repetition)
            .raw("}}");
    }

    pub(super) fn play(&mut self, recording: &Recording, language: LanguageId) {
        self.actions = self
            .next(r#"{"action":"playFile","params":{"fileUrl":"#)
            .string(recording.url(language))
            .member("repetition", recording.repetition)
            .raw("}}");
    }

    pub(super) fn hang_up(&mut self) {
        self.actions = self.next(r#"{"action":"hangup"}"#);
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
        // The platform repeats what it speaks, which here is nothing.
        let (prompt, tries) = match prompt {
            Words::Known(words) if words.is_empty() => (Words::Known(PAUSE.to_owned()), 1),
            words => (words, tries),
        };
        let json = self.next(r#"{"action":"sayAndCapture","params":{"promptMessage":"#);
        let json = prompt
            .write(json)
            .spoken_by(&capture.voice, language)
            .member("minDigits", Some(capture.min_digits))
            .member("maxDigits", Some(capture.max_digits))
            .member("digitTimeout", Some(capture.digit_timeout))
            .member("overallTimeout", Some(capture.overall_timeout))
            .member("completeOnHash", Some(capture.complete_on_hash))
            .member("noOfTries", Some(tries));
        let json = message(json, "successMessage", success_message);
        let json = message(json, "failureMessage", failure_message);
        self.actions = json.raw("}}");
    }

    pub(super) fn connect(&mut self, from: &Number<'_>, to: &Number<'_>, record: Option<bool>) {
        let json = self.next(r#"{"action":"makeCall","params":{"source":"#);
        let json = number(json, from).name("destination");
        self.actions = number(json, to).member("callRecording", record).raw("}}");
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
        json.raw(r#""callflow":["#).append(self.actions).raw("]}")
    }

    /// The actions alone, without anything around them.
    pub(super) fn actions(self) -> Json {
        self.actions
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
        Number::Expression(expression) => {
            // With the expression's span, so that rustc points there if it is no number. What holds
            // together by itself needs no brackets.
            let span = expression.span();
            let number = match expression {
                Expr::Call(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Path(_) => {
                    quote_spanned!(span=> &#expression)
                }
                _ => quote_spanned!(span=> &(#expression)),
            };
            json.hole(quote_spanned! {span=>
                ::ivr_runtime::PhoneNumber::phone_number(#number).as_str()
            })
        }
    }
}

fn message(json: Json, name: &str, words: Option<Words>) -> Json {
    match words {
        Some(words) => words.write(json.name(name)),
        None => json,
    }
}
