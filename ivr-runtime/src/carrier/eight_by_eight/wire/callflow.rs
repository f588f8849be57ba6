//! The actions of a callflow (8x8 Voice, Callflow Actions).
//!
//! A callflow is a list of actions that the platform runs in order. Optional parameters are serialised only if they are
//! set. Set those whose defaults matter: the platform's guides and its OpenAPI document disagree on several.

use serde::{Deserialize, Serialize};

use super::number::whole_as_integer;

/// One action of a callflow, serialised as `{"action": .., "params": ..}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", content = "params", rename_all = "camelCase")]
pub enum Action {
    /// Calls a number. The second one of a session is joined to the first.
    MakeCall(MakeCall),
    /// Speaks a text.
    Say(Say),
    /// Speaks a text and captures the keys that the caller presses.
    SayAndCapture(SayAndCapture),
    /// Plays a sound file.
    PlayFile(PlayFile),
    /// Ends every leg and with them the session.
    Hangup,
}

/// The parameters of `makeCall`, which calls a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MakeCall {
    /// The caller ID shown, in international format with or without `+`.
    pub source: String,
    /// The number called, in international format with or without `+`.
    pub destination: String,
    /// Whether the call is recorded; the account's default, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_recording: Option<bool>,
}

/// The parameters of `say`, which speaks a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Say {
    /// The text: up to 3,000 characters.
    pub text: String,
    /// The voice, such as `en-US-BenjaminRUS`.
    pub voice_profile: String,
    /// The speed, as a factor from 0.5 to 2.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "whole_as_integer")]
    pub speed: Option<f64>,
    /// The number of times that it is spoken: 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
}

/// The parameters of `sayAndCapture`, which speaks a prompt and captures keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SayAndCapture {
    /// The prompt: up to 3,000 characters.
    pub prompt_message: String,
    /// The voice, such as `en-US-BenjaminRUS`.
    pub voice_profile: String,
    /// The speed, as a factor from 0.5 to 2.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "whole_as_integer")]
    pub speed: Option<f64>,
    /// Minimum number of keys; needs `max_digits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_digits: Option<u32>,
    /// Maximum number of keys: 1 to 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_digits: Option<u32>,
    /// Maximum pause between two keys, in milliseconds; needs `overall_timeout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digit_timeout: Option<u32>,
    /// Maximum wait for all keys, in milliseconds; at least `digit_timeout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall_timeout: Option<u32>,
    /// Whether `#` ends the input; `false` needs `max_digits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_on_hash: Option<bool>,
    /// Maximum number of times that the prompt is spoken while too few keys are pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_of_tries: Option<u32>,
    /// The text spoken once enough keys have been pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_message: Option<String>,
    /// The text spoken after a try without enough keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
}

/// The parameters of `playFile`, which plays a sound file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlayFile {
    /// An http or https URL of an mp3 or wav file under 5 MB; the platform keeps it for an hour.
    pub file_url: String,
    /// The number of times that it is played: 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The tutorial's main menu, to the letter.
    const SEED: &str = r#"{
        "action": "sayAndCapture",
        "params": {
            "promptMessage": "Welcome",
            "voiceProfile": "en-US-BenjaminRUS",
            "speed": 1,
            "minDigits": 1,
            "maxDigits": 1,
            "digitTimeout": 10000,
            "overallTimeout": 10000,
            "noOfTries": 1
        }
    }"#;

    #[test]
    fn the_seeds_capture_comes_back_with_the_same_values_and_no_more() {
        let action: Action = serde_json::from_str(SEED).unwrap();
        let Action::SayAndCapture(capture) = &action else {
            panic!("{action:?}")
        };
        assert_eq!(capture.speed, Some(1.0));
        assert_eq!(capture.complete_on_hash, None);
        let written = serde_json::to_string(&action).unwrap();
        let compact: String = SEED.split_whitespace().collect();
        assert_eq!(written, compact);
    }

    #[test]
    fn every_action_round_trips() {
        let all = json!([
            {"action": "makeCall", "params": {"source": "+6568888888", "destination": "+6598888888", "callRecording": true}},
            {"action": "makeCall", "params": {"source": "6568888888", "destination": "6598888888"}},
            {"action": "say", "params": {"text": "Hi", "voiceProfile": "v", "repetition": 2, "speed": 0.5}},
            {"action": "sayAndCapture", "params": {"promptMessage": "p", "voiceProfile": "v", "completeOnHash": false,
                "maxDigits": 4, "successMessage": "s", "failureMessage": "f"}},
            {"action": "playFile", "params": {"fileUrl": "https://example.com/a.mp3", "repetition": 3}},
            {"action": "hangup"},
        ]);
        let actions: Vec<Action> = serde_json::from_value(all.clone()).unwrap();
        assert_eq!(serde_json::to_value(actions).unwrap(), all);
    }

    #[test]
    fn speed_is_read_whole_or_not_and_written_whole_where_it_is() {
        for (read, written) in [("1", "1"), ("1.0", "1"), ("2.0", "2"), ("1.25", "1.25")] {
            let say = format!(r#"{{"text":"t","voiceProfile":"v","speed":{read}}}"#);
            let say: Say = serde_json::from_str(&say).unwrap();
            let out = serde_json::to_string(&say).unwrap();
            assert!(out.ends_with(&format!(r#""speed":{written}}}"#)), "{out}");
        }
    }

    #[test]
    fn unknown_parameters_are_skipped_and_missing_ones_are_named() {
        let newer =
            json!({"action": "playFile", "params": {"fileUrl": "u", "fadeIn": true}, "id": 7});
        assert!(serde_json::from_value::<Action>(newer).is_ok());
        let missing = json!({"action": "say", "params": {"voiceProfile": "v"}});
        let error = serde_json::from_value::<Action>(missing).unwrap_err();
        assert!(error.to_string().contains("`text`"), "{error}");
        let hangup: Value = serde_json::to_value(Action::Hangup).unwrap();
        assert_eq!(hangup, json!({"action": "hangup"}));
    }
}
