//! Resolves settings: names, types, the platform's limits, and inheritance.
//!
//! The limits are those of the vendor's guides and OpenAPI document for `say`,
//! `sayAndCapture` and `playFile`.

use proc_macro2::Ident;
use syn::LitStr;

use super::names::Languages;
use super::text::Voices;
use crate::ast::{self, Setting, Value};
use crate::diagnostics::{Errors, Report};
use crate::model::{Action, Capture, Piece, Spoken, Step, Text, Voice};
use crate::place::Place;
use crate::suggest::nearest;

/// Where a setting is written; not every setting applies everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Tree,
    Menu { start: bool },
    Say,
    Play,
}

/// Every setting of a menu; the last one only of the start menu.
const OF_A_MENU: [&str; 10] = [
    "voice",
    "speed",
    "digits",
    "digit_timeout",
    "overall_timeout",
    "complete_on_hash",
    "tries",
    "success_message",
    "failure_message",
    "first_tries",
];

/// The settings of a tree, which apply to all menus, to each `say` and to each `play`.
const OF_A_TREE: [&str; 10] = [
    "voice",
    "speed",
    "digits",
    "digit_timeout",
    "overall_timeout",
    "complete_on_hash",
    "tries",
    "success_message",
    "failure_message",
    "repetition",
];

/// The platform's timeouts if the tree sets none, in milliseconds.
const WAIT: u64 = 10_000;

impl Scope {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Menu { start: true } => &OF_A_MENU,
            Self::Menu { start: false } => OF_A_MENU.split_last().map_or(&[], |(_, rest)| rest),
            Self::Tree => &OF_A_TREE,
            Self::Say => &["voice", "speed", "repetition"],
            Self::Play => &["transcript", "repetition"],
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Tree => "a tree",
            Self::Menu { .. } => "a menu",
            Self::Say => "`say`",
            Self::Play => "`play`",
        }
    }
}

/// The effective settings at one place of the tree.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// One for each language; empty if none is set.
    voices: Vec<String>,
    speed: f64,
    digits: (u64, u64),
    /// Where it was set, if anywhere.
    digits_place: Option<Place>,
    /// As written; in milliseconds like all times here.
    digit_timeout: Option<u64>,
    overall_timeout: Option<u64>,
    pub(super) complete_on_hash: Option<bool>,
    tries: u64,
    first_tries: Option<u64>,
    success_message: Option<Text>,
    failure_message: Option<Text>,
    pub(super) repetition: Option<u64>,
    /// The words of a recording.
    pub(super) transcript: Option<Text>,
    /// Where one of the two timeouts was last set, to report that they conflict.
    timeouts_place: Option<Place>,
}

impl Settings {
    pub(super) fn of_tree(tree: &ast::Tree, languages: &Languages, errors: &mut Errors) -> Self {
        // The platform's documents disagree about its defaults, so ours are always sent.
        let defaults = Self {
            voices: languages.voices(tree),
            speed: 1.0,
            digits: (1, 1),
            digits_place: None,
            digit_timeout: None,
            overall_timeout: None,
            complete_on_hash: None,
            tries: 2,
            first_tries: None,
            success_message: None,
            failure_message: None,
            repetition: None,
            transcript: None,
            timeouts_place: None,
        };
        let voices = Voices {
            languages,
            options: None,
        };
        defaults.overridden(&tree.settings, Scope::Tree, voices, errors)
    }

    /// These settings, overridden by others.
    pub(super) fn overridden(
        &self,
        settings: &[Setting],
        scope: Scope,
        voices: Voices<'_>,
        errors: &mut Errors,
    ) -> Self {
        let mut own = self.clone();
        let mut seen: Vec<&Ident> = Vec::new();
        for setting in settings {
            if let Some(first) = seen.iter().find(|name| ***name == setting.name) {
                errors.report(
                    Report::new(
                        &setting.name,
                        format!(
                            "duplicate setting `{}`, first on line {}",
                            setting.name,
                            Place::from(*first).line()
                        ),
                    )
                    .help("remove one of the two"),
                );
                continue;
            }
            seen.push(&setting.name);
            if let Err(report) = own.set(setting, scope, voices, errors) {
                errors.report(report);
            }
        }
        if let (Some(place), Some(digit), Some(overall)) = (
            own.timeouts_place.take(),
            own.digit_timeout,
            own.overall_timeout,
        ) && digit > overall
        {
            errors.report(
                Report::new(
                    place,
                    format!(
                        "`digit_timeout` ({}) is longer than `overall_timeout` ({})",
                        duration(digit),
                        duration(overall)
                    ),
                )
                .help("the wait for one digit is part of the wait for all of them"),
            );
        }
        own
    }

    fn set(
        &mut self,
        setting: &Setting,
        scope: Scope,
        voices: Voices<'_>,
        errors: &mut Errors,
    ) -> Result<(), Report> {
        let name = setting.name.to_string();
        if !scope.names().contains(&name.as_str()) {
            return Err(unknown(setting, scope));
        }
        match name.as_str() {
            "voice" => self.voices = voice_profiles(setting, voices, errors)?,
            "speed" => self.speed = number(setting, 0.5, 2.0)?,
            "digits" => {
                self.digits = digits(setting)?;
                self.digits_place = Some(setting.place);
            }
            "digit_timeout" => {
                self.digit_timeout = Some(time(setting)?);
                self.timeouts_place = Some(setting.place);
            }
            "overall_timeout" => {
                self.overall_timeout = Some(time(setting)?);
                self.timeouts_place = Some(setting.place);
            }
            "complete_on_hash" => self.complete_on_hash = Some(flag(setting)?),
            "tries" => self.tries = whole(setting, 1, 10)?,
            "first_tries" => self.first_tries = Some(whole(setting, 1, 10)?),
            "success_message" => self.success_message = Some(message(setting, voices, errors)?),
            "failure_message" => self.failure_message = Some(message(setting, voices, errors)?),
            "transcript" => self.transcript = Some(transcript(setting, voices, errors)?),
            // No other name is possible in a scope.
            _ => self.repetition = Some(whole(setting, 1, 3)?),
        }
        Ok(())
    }

    /// A menu's capture settings.
    pub(super) fn capture(&self) -> Capture {
        // A default timeout gives way to one that was set.
        let overall_timeout = self
            .overall_timeout
            .unwrap_or_else(|| self.digit_timeout.unwrap_or(WAIT).max(WAIT));
        Capture {
            voice: self.voice(),
            min_digits: self.digits.0,
            max_digits: self.digits.1,
            digits_place: self.digits_place,
            digit_timeout: self.digit_timeout.unwrap_or(WAIT).min(overall_timeout),
            overall_timeout,
            complete_on_hash: self.complete_on_hash.unwrap_or(self.digits.1 > 1),
            tries: self.tries,
            success_message: self.success_message.clone(),
            failure_message: self.failure_message.clone(),
        }
    }

    pub(super) fn first_tries(&self) -> u64 {
        self.first_tries.unwrap_or(self.tries)
    }

    /// The voice, with an empty profile if none is set, which a check reports.
    pub(super) fn voice(&self) -> Voice {
        Voice {
            profiles: self.voices.clone(),
            speed: self.speed,
        }
    }

    /// What is said when a lookup fails and the tree has no `failure`.
    pub(super) fn apology(&self, place: Place) -> Action<'static> {
        let words = "We are sorry, we can't help you right now. Please call again later.";
        let spoken = Spoken {
            pieces: vec![Piece::Words(words.to_owned())],
            place,
        };
        Action {
            steps: vec![Step::Say {
                text: Text {
                    versions: vec![spoken; self.voices.len()],
                    place,
                },
                voice: self.voice(),
                repetition: None,
            }],
        }
    }
}

fn unknown(setting: &Setting, scope: Scope) -> Report {
    let name = setting.name.to_string();
    if name == "first_tries" {
        return Report::new(&setting.name, "only the start menu can have `first_tries`")
            .help("it applies only to the first prompt of an outbound call; use `tries` here");
    }
    if name == "repetition" {
        return Report::new(&setting.name, "`repetition` is not for the prompt of a menu").help(
            "`tries` repeats the prompt; other texts are repeated where they stand: `say(repetition: 2) \"..\"`",
        );
    }
    if name == "transcript" {
        return Report::new(&setting.name, "a transcript belongs to a recording")
            .help("write it where that is played: `play(transcript: \"..\") \"https://..\"`");
    }
    if name == "ring" && scope == Scope::Tree {
        return crate::parse::rings(&setting.name);
    }
    let report = Report::new(
        &setting.name,
        format!("unknown setting `{name}` of {}", scope.what()),
    );
    match nearest(&name, scope.names().iter().copied()) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help(format!("settings here are {}", scope.names().join(", "))),
    }
}

fn wrong(setting: &Setting, expected: &str) -> Report {
    Report::new(
        setting.place,
        format!("`{}` can't have this value", setting.name),
    )
    .help(format!("write {expected}"))
}

fn digits(setting: &Setting) -> Result<(u64, u64), Report> {
    let (min, max) = match setting.value {
        Value::Range(min, max) => (min, max),
        Value::Number(_) => {
            let exactly = whole(setting, 1, 25)?;
            (exactly, exactly)
        }
        _ => return Err(wrong(setting, "a range of how many, such as `1..=1`")),
    };
    if min < 1 || max > 25 || min > max {
        return Err(wrong(
            setting,
            "a range within `1..=25`, the smaller number first",
        ));
    }
    Ok((min, max))
}

fn number(setting: &Setting, min: f64, max: f64) -> Result<f64, Report> {
    match setting.value {
        Value::Number(number) if (min..=max).contains(&number) => Ok(number),
        _ => Err(wrong(setting, &format!("a number from {min:?} to {max:?}"))),
    }
}

fn whole(setting: &Setting, min: u64, max: u64) -> Result<u64, Report> {
    let error = || wrong(setting, &format!("a whole number from {min} to {max}"));
    let Value::Number(number) = setting.value else {
        return Err(error());
    };
    (min..=max)
        .find(|whole| {
            // Both are small: `max` is at most 25.
            #[allow(clippy::cast_precision_loss)]
            let same = (*whole as f64 - number).abs() < f64::EPSILON;
            same
        })
        .ok_or_else(error)
}

fn time(setting: &Setting) -> Result<u64, Report> {
    match setting.value {
        Value::Duration(milliseconds @ 1..) => Ok(milliseconds),
        Value::Number(number) => Err(Report::new(
            setting.place,
            format!("`{}` needs a unit", setting.name),
        )
        .help(format!("write `{number}s` or `{number}ms`"))),
        _ => Err(wrong(setting, "a duration, such as `10s` or `500ms`")),
    }
}

fn flag(setting: &Setting) -> Result<bool, Report> {
    match setting.value {
        Value::Flag(flag) => Ok(flag),
        _ => Err(wrong(setting, "`true` or `false`")),
    }
}

fn voice_profiles(
    setting: &Setting,
    voices: Voices<'_>,
    errors: &mut Errors,
) -> Result<Vec<String>, Report> {
    let error = || {
        wrong(
            setting,
            "the name of a speech profile, such as \"en-US-BenjaminRUS\"",
        )
    };
    let Value::Text(text) = &setting.value else {
        return Err(error());
    };
    let versions = voices.languages.versions(text, errors);
    if versions.iter().any(|v| v.value().trim().is_empty()) {
        return Err(error());
    }
    Ok(versions.iter().map(LitStr::value).collect())
}

fn message(setting: &Setting, voices: Voices<'_>, errors: &mut Errors) -> Result<Text, Report> {
    match &setting.value {
        Value::Text(text) => Ok(super::text::text(text, voices, errors)),
        _ => Err(wrong(setting, "a text")),
    }
}

fn transcript(setting: &Setting, voices: Voices<'_>, errors: &mut Errors) -> Result<Text, Report> {
    match &setting.value {
        Value::Text(text) => Ok(super::text::transcript(text, voices, errors)),
        _ => Err(wrong(setting, "the words of the recording, as a text")),
    }
}

/// The URLs of a `play`, one for each language. Music has no language: one file may serve all.
pub(super) fn sound_urls(
    text: &ast::Text,
    languages: &Languages,
    errors: &mut Errors,
) -> Vec<String> {
    if let [only] = text.versions.as_slice()
        && only.language.is_none()
    {
        return vec![sound_url(&only.literal, errors); languages.count()];
    }
    let versions = languages.versions(text, errors);
    versions.iter().map(|url| sound_url(url, errors)).collect()
}

/// Checks the URL of a recording. The platform plays `mp3` and `wav` files, fetched over http or https.
fn sound_url(literal: &LitStr, errors: &mut Errors) -> String {
    let url = literal.value();
    let place = Place::from(literal);
    if url.contains(['{', '}']) {
        errors.report(
            Report::new(place, "the URL of a recording can't contain values").help(
                "choose between complete URLs: `match n { 1 => play \"https://..\", .. }`; write braces in a URL as `%7B` and `%7D`",
            ),
        );
        return url;
    }
    let rest = ["http://", "https://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    match rest {
        None => errors.report(
            Report::new(place, "the platform fetches sound files by http or https")
                .help("write the complete URL: \"https://example.com/welcome.mp3\""),
        ),
        Some(rest) => {
            let path = rest.split(['?', '#']).next().unwrap_or(rest);
            let file = path.split_once('/').map_or("", |(_, file)| file);
            let extension = file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
            if !matches!(extension.as_deref(), Some("mp3" | "wav")) {
                errors.report(
                    Report::new(place, "the platform plays only `.mp3` and `.wav` files")
                        .help("end the URL with the file's name"),
                );
            }
        }
    }
    url
}

/// An E.164 number: 7 to 15 digits, starting with the country code. The `+` is optional, and always sent.
pub(super) fn phone_number(literal: &LitStr) -> Result<String, Report> {
    let text = literal.value();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    let valid = (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    if !valid {
        return Err(Report::new(
            Place::from(literal),
            format!("\"{text}\" is not a phone number in international format (E.164)"),
        )
        .help(
            "write `+`, the country code and the number, 7 to 15 digits in all: \"+6568888888\"",
        ));
    }
    Ok(format!("+{digits}"))
}

/// As written in a tree.
pub(crate) fn duration(milliseconds: u64) -> String {
    if milliseconds.is_multiple_of(1_000) {
        format!("{}s", milliseconds / 1_000)
    } else {
        format!("{milliseconds}ms")
    }
}
