//! The JSON by which the platform says what a caller hears.

use serde_json::{Value, json};

use super::super::{Number, Settings};

/// The whole response to a webhook.
pub(super) fn answer(flow: Vec<Value>, id: Option<String>) -> Value {
    match id {
        Some(id) => json!({"clientActionId": id, "callflow": flow}),
        None => json!({"callflow": flow}),
    }
}

/// A spoken text.
pub(super) fn say(text: &str, settings: &Settings) -> Value {
    let mut params = json!({
        "text": text,
        "voiceProfile": settings.voice,
        "speed": settings.spoken_speed(),
    });
    if let Some(repetition) = settings.repetition {
        params["repetition"] = json!(repetition);
    }
    json!({"action": "say", "params": params})
}

/// A recording.
pub(super) fn play(url: &str, settings: &Settings) -> Value {
    let mut params = json!({"fileUrl": url});
    if let Some(repetition) = settings.repetition {
        params["repetition"] = json!(repetition);
    }
    json!({"action": "playFile", "params": params})
}

/// A number in the platform's format, with `+`.
pub(super) fn number(number: &Number) -> String {
    match number {
        Number::Literal(literal) if literal.starts_with('+') => literal.clone(),
        Number::Literal(literal) => format!("+{literal}"),
        Number::Desk(of) => format!("+65900000{of:02}"),
        Number::Main => "+6561234567".to_owned(),
    }
}

/// A menu's capture.
pub(super) struct Ask<'s> {
    settings: &'s Settings,
    prompt: &'s str,
}

impl<'s> Ask<'s> {
    pub(super) const fn new(settings: &'s Settings, prompt: &'s str) -> Self {
        Self { settings, prompt }
    }

    /// Settings that are not set are sent with their documented defaults.
    pub(super) fn json(&self) -> Value {
        let Self { settings, prompt } = self;
        let (min, max) = settings.digits.unwrap_or((1, 1));
        let mut params = json!({
            "promptMessage": prompt,
            "voiceProfile": settings.voice,
            "speed": settings.spoken_speed(),
            "minDigits": min,
            "maxDigits": max,
            "digitTimeout": settings.digit_timeout.map_or(10_000, |(_, milliseconds)| milliseconds),
            "overallTimeout": settings.overall_timeout.map_or(10_000, |(_, milliseconds)| milliseconds),
            "noOfTries": settings.tries.unwrap_or(2),
        });
        if let Some(flag) = settings.complete_on_hash {
            params["completeOnHash"] = json!(flag);
        }
        if let Some(message) = &settings.success_message {
            params["successMessage"] = json!(message);
        }
        if let Some(message) = &settings.failure_message {
            params["failureMessage"] = json!(message);
        }
        json!({"action": "sayAndCapture", "params": params})
    }
}

impl Settings {
    /// These settings, overridden by others.
    pub(super) fn with(&self, own: &Self) -> Self {
        Self {
            voice: own.voice.or(self.voice),
            speed: own.speed.or(self.speed),
            digits: own.digits.or(self.digits),
            digit_timeout: own.digit_timeout.or(self.digit_timeout),
            overall_timeout: own.overall_timeout.or(self.overall_timeout),
            complete_on_hash: own.complete_on_hash.or(self.complete_on_hash),
            tries: own.tries.or(self.tries),
            first_tries: own.first_tries.or(self.first_tries),
            success_message: own
                .success_message
                .clone()
                .or_else(|| self.success_message.clone()),
            failure_message: own
                .failure_message
                .clone()
                .or_else(|| self.failure_message.clone()),
            repetition: own.repetition.or(self.repetition),
        }
    }

    /// Whole speeds are written without a fraction, as in the vendor's samples.
    pub(super) fn spoken_speed(&self) -> Value {
        match self.speed.unwrap_or("1").parse::<f64>() {
            Ok(1.0) => json!(1),
            Ok(2.0) => json!(2),
            Ok(speed) => json!(speed),
            Err(_) => Value::Null,
        }
    }
}
