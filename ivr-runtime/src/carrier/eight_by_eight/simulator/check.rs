//! Validates callflows as the platform would (8x8 Voice, Send Callflow; Voice Status Codes).
//!
//! It also refuses evident mistakes that the platform is not documented to refuse, such as a
//! `hangup` that makes it ignore the keys just captured.

use jiff::Timestamp;
use serde_json::Value;

use super::check_action as action;
use super::violation::Violation;
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::carrier::eight_by_eight::wire::send::{SendCallflow, StatusCode};
use crate::carrier::eight_by_eight::wire::vca::Answer;

/// Maximum number of `makeCall`s in one session: the second is joined to the first.
pub(super) const LEGS: usize = 2;

/// Validates and parses the body of a request that places a call. `validUntil` is compared
/// with `now`.
///
/// # Errors
/// The first thing that is wrong with it.
///
/// ```
/// use ivr_runtime::carrier::eight_by_eight::simulator::check_request;
/// let body = br#"{"callflow": [{"action": "say", "params": {"text": "Hi", "voiceProfile": "en-GB-Emma"}}]}"#;
/// let violation = check_request(body, jiff::Timestamp::UNIX_EPOCH).unwrap_err();
/// assert_eq!(violation.to_string(), "Invalid Callflow : First action should be a MakeCall action (-1013)");
/// ```
pub fn check_request(body: &[u8], now: Timestamp) -> Result<SendCallflow, Violation> {
    let document = object(body)?;
    let actions = callflow(&document)?;
    if actions.is_empty() {
        let message = "$.callflow: there must be a minimum of 1 items in the array";
        return Err(Violation::new(StatusCode::InvalidCallflow, message));
    }
    check_actions(actions, LEGS)?;
    if name(&actions[0]) != "makeCall" {
        return Err(Violation::new(
            StatusCode::FirstActionNotMakeCall,
            "Invalid Callflow : First action should be a MakeCall action",
        ));
    }
    match document.get("validUntil") {
        None | Some(Value::Null) => {}
        Some(text) => {
            let time = text
                .as_str()
                .and_then(|text| text.parse::<Timestamp>().ok());
            let Some(time) = time else {
                let message = "$.validUntil: should be in the format YYYY-MM-DDTHH:MM:SS.SSSZ";
                return Err(Violation::new(StatusCode::InvalidCallflow, message));
            };
            if time <= now {
                let message = "$.validUntil: the validity period has expired";
                return Err(Violation::new(StatusCode::Expired, message));
            }
        }
    }
    read(document)
}

/// Validates and parses our answer to a call action.
///
/// The empty object is valid too: it has no actions.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_answer(body: &[u8]) -> Result<Answer, Violation> {
    let document = object(body)?;
    if document.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(Answer {
            client_action_id: None,
            callflow: Vec::new(),
        });
    }
    // The first leg exists already.
    check_actions(callflow(&document)?, LEGS - 1)?;
    match document.get("clientActionId") {
        None => {}
        Some(Value::String(id)) if !id.is_empty() => {}
        Some(other) => {
            let message = format!("$.clientActionId: {other} found, a name expected");
            return Err(Violation::new(StatusCode::InvalidCallflow, message));
        }
    }
    read(document)
}

fn object(body: &[u8]) -> Result<Value, Violation> {
    match serde_json::from_slice(body) {
        Ok(document @ Value::Object(_)) => Ok(document),
        Ok(_) => {
            let message = "Invalid JSON request body: an object expected";
            Err(Violation::new(StatusCode::InvalidJson, message))
        }
        Err(error) => {
            let message = format!("Invalid JSON request body: {error}");
            Err(Violation::new(StatusCode::InvalidJson, message))
        }
    }
}

fn callflow(document: &Value) -> Result<&[Value], Violation> {
    match document.get("callflow") {
        Some(Value::Array(actions)) => Ok(actions),
        None => {
            let message = "$.callflow: is missing but it is required";
            Err(Violation::new(StatusCode::InvalidCallflow, message))
        }
        Some(_) => {
            let message = "$.callflow: an array expected";
            Err(Violation::new(StatusCode::InvalidCallflow, message))
        }
    }
}

/// Parses a valid callflow.
fn read<T: serde::de::DeserializeOwned>(document: Value) -> Result<T, Violation> {
    serde_json::from_value(document)
        .map_err(|error| Violation::new(StatusCode::InvalidCallflow, error.to_string()))
}

/// Validates each action, then their combination.
fn check_actions(actions: &[Value], make_calls: usize) -> Result<(), Violation> {
    for (at, action) in actions.iter().enumerate() {
        action::check(&format!("$.callflow[{at}]"), action)?;
    }
    if actions
        .iter()
        .filter(|action| name(action) == "makeCall")
        .count()
        > make_calls
    {
        let message = format!("Invalid Callflow : makeCall is allowed {make_calls} times at most");
        return Err(Violation::new(StatusCode::TooManyActions, message));
    }
    for (at, pair) in actions.windows(2).enumerate() {
        // A hangup ends the session, so nothing after it is ever run.
        let wrong = if name(&pair[0]) == "hangup" {
            Some("nothing may follow it")
        } else if name(&pair[0]) == "sayAndCapture" && name(&pair[1]) == "hangup" {
            Some("behind sayAndCapture it makes the platform ignore the digits")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            let at = if name(&pair[0]) == "hangup" {
                at
            } else {
                at + 1
            };
            let message = format!("$.callflow[{at}]: incorrect use of action hangup: {wrong}");
            return Err(Violation::new(StatusCode::MisplacedHangup, message));
        }
    }
    Ok(())
}

fn name(action: &Value) -> &str {
    action["action"].as_str().unwrap_or_default()
}

/// The name of an action on the wire, as session summaries write it: `SAY_AND_CAPTURE`.
pub(super) const fn summary_name(action: &Action) -> &'static str {
    match action {
        Action::MakeCall(_) => "MAKE_CALL",
        Action::Say(_) => "SAY",
        Action::SayAndCapture(_) => "SAY_AND_CAPTURE",
        Action::PlayFile(_) => "PLAY_FILE",
        Action::Hangup => "HANGUP",
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
