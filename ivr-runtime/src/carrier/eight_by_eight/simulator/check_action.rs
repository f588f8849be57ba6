//! Validates an action of a callflow and its parameters.

use serde_json::Value;

use super::violation::Violation;
use crate::carrier::eight_by_eight::wire::send::StatusCode;
use crate::menu::Msisdn;

/// Checks the action at `path`, such as `$.callflow[0]`.
pub(super) fn check(path: &str, action: &Value) -> Result<(), Violation> {
    const KNOWN: &str = "makeCall,say,playFile,sayAndCapture,hangup";
    let name = action.get("action").and_then(Value::as_str);
    let params = Params {
        path: format!("{path}.params"),
        params: action.get("params").unwrap_or(&Value::Null),
    };
    match name {
        Some("makeCall") => make_call(&params),
        Some("say") => {
            params.spoken("text")?;
            params.repetition()
        }
        Some("sayAndCapture") => capture(&params),
        Some("playFile") => {
            file(&params)?;
            params.repetition()
        }
        Some("hangup") => Ok(()),
        _ => Err(Violation::new(
            StatusCode::InvalidAction,
            format!("{path}.action should be one of: {KNOWN}"),
        )),
    }
}

fn make_call(params: &Params<'_>) -> Result<(), Violation> {
    if params
        .params
        .get("destination")
        .is_some_and(Value::is_array)
    {
        let message = format!(
            "{}.destination: multiple destination phone numbers",
            params.path
        );
        return Err(Violation::new(StatusCode::ManyDestinations, message));
    }
    for (name, code) in [
        ("source", StatusCode::CallerIdNotAllowed),
        ("destination", StatusCode::InvalidDestination),
    ] {
        if let Err(error) = Msisdn::strict(params.text(name)?) {
            let message = format!("{}.{name}: {error}", params.path);
            return Err(Violation::new(code, message));
        }
    }
    params.switch("callRecording").map(drop)
}

fn capture(params: &Params<'_>) -> Result<(), Violation> {
    params.spoken("promptMessage")?;
    for message in ["successMessage", "failureMessage"] {
        if params.given(message) {
            params.speakable(message)?;
        }
    }
    let min = params.whole("minDigits", 1..=25)?;
    let max = params.whole("maxDigits", 1..=25)?;
    let digit = params.whole("digitTimeout", 1..=u64::from(u32::MAX))?;
    let overall = params.whole("overallTimeout", 1..=u64::from(u32::MAX))?;
    params.whole("noOfTries", 1..=u64::from(u32::MAX))?;
    let hash = params.switch("completeOnHash")?;
    let wrong = if min.is_some() && max.is_none() || min > max {
        StatusCode::MaxDigitsRequired
    } else if digit.is_some() && overall.is_none() {
        StatusCode::OverallTimeoutRequired
    } else if digit > overall {
        // The tutorial itself sends equal values, so only a larger one is refused.
        StatusCode::OverallTimeoutTooShort
    } else if hash == Some(false) && max.is_none() {
        StatusCode::MaxDigitsRequiredWithoutHash
    } else {
        return Ok(());
    };
    let message = format!("{}: {}", params.path, wrong.meaning());
    Err(Violation::new(wrong, message))
}

fn file(params: &Params<'_>) -> Result<(), Violation> {
    let url = params.text("fileUrl")?;
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    let path = rest
        .unwrap_or_default()
        .split(['?', '#'])
        .next()
        .unwrap_or_default();
    let path = path.to_ascii_lowercase();
    let sound = path.ends_with(".mp3") || path.ends_with(".wav");
    if rest.is_some() && path.contains('/') && !path.starts_with('/') && sound {
        return Ok(());
    }
    Err(params.invalid(
        "fileUrl",
        "should be an http or https URL of an mp3 or wav file",
    ))
}

/// The parameters of one action.
struct Params<'a> {
    path: String,
    params: &'a Value,
}

impl<'a> Params<'a> {
    fn invalid(&self, name: &str, problem: &str) -> Violation {
        let message = format!("{}.{name}: {problem}", self.path);
        Violation::new(StatusCode::InvalidCallflow, message)
    }

    fn given(&self, name: &str) -> bool {
        self.params.get(name).is_some_and(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<&'a str, Violation> {
        match self.params.get(name) {
            Some(Value::String(text)) if text.is_empty() => {
                Err(self.invalid(name, "must be at least 1 characters long"))
            }
            Some(Value::String(text)) => Ok(text),
            None | Some(Value::Null) => Err(self.invalid(name, "is missing but it is required")),
            Some(_) => Err(self.invalid(name, "string expected")),
        }
    }

    /// A spoken text, with its voice and speed.
    fn spoken(&self, text: &str) -> Result<(), Violation> {
        self.speakable(text)?;
        let voice = self.text("voiceProfile")?;
        // Every documented one is a language, a country and a name: `en-US-BenjaminRUS`.
        if voice.split('-').filter(|part| !part.is_empty()).count() < 3 {
            let message = format!("{}.voiceProfile: there is no `{voice}`", self.path);
            return Err(Violation::new(StatusCode::InvalidSpeechProfile, message));
        }
        match self.params.get("speed") {
            None | Some(Value::Null) => Ok(()),
            Some(speed) if speed.as_f64().is_some_and(|s| (0.5..=2.0).contains(&s)) => Ok(()),
            Some(_) => Err(self.invalid("speed", "should be a number from 0.5 to 2.0")),
        }
    }

    fn speakable(&self, name: &str) -> Result<(), Violation> {
        const LONGEST: usize = 3_000;
        let text = self.text(name)?;
        if text.chars().count() > LONGEST {
            return Err(self.invalid(name, "may only be 3000 characters long"));
        }
        if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            let message = format!("{}.{name}: some special characters are invalid", self.path);
            return Err(Violation::new(StatusCode::InvalidCharacters, message));
        }
        Ok(())
    }

    fn whole(
        &self,
        name: &str,
        allowed: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, Violation> {
        match self.params.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) if allowed.contains(&number) => Ok(Some(number)),
                _ => {
                    let (from, to) = allowed.into_inner();
                    let problem = format!("should be a whole number from {from} to {to}");
                    Err(self.invalid(name, &problem))
                }
            },
        }
    }

    fn repetition(&self) -> Result<(), Violation> {
        self.whole("repetition", 1..=3).map(drop)
    }

    fn switch(&self, name: &str) -> Result<Option<bool>, Violation> {
        match self.params.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(on)) => Ok(Some(*on)),
            Some(_) => Err(self.invalid(name, "boolean expected")),
        }
    }
}
