use serde_json::json;

use super::*;

const NOON: Timestamp = Timestamp::constant(1_700_000_000, 0);

fn request(body: Value) -> Result<SendCallflow, Violation> {
    check_request(body.to_string().as_bytes(), NOON)
}

fn make_call() -> Value {
    json!({"action": "makeCall", "params": {"source": "+6568888888", "destination": "6598888888"}})
}

fn capture(params: Value) -> Value {
    let mut action = json!({"action": "sayAndCapture",
        "params": {"promptMessage": "Press 1.", "voiceProfile": "en-US-BenjaminRUS"}});
    for (name, value) in params.as_object().unwrap() {
        action["params"][name] = value.clone();
    }
    action
}

fn say(params: Value) -> Value {
    let mut action = json!({"action": "say",
        "params": {"text": "Hi", "voiceProfile": "en-US-BenjaminRUS"}});
    for (name, value) in params.as_object().unwrap() {
        action["params"][name] = value.clone();
    }
    action
}

#[test]
fn the_seeds_request_is_taken() {
    let seed = capture(json!({"speed": 1, "minDigits": 1, "maxDigits": 1,
        "digitTimeout": 10000, "overallTimeout": 10000, "noOfTries": 1}));
    let taken = request(json!({"callflow": [make_call(), seed]})).unwrap();
    assert_eq!(taken.callflow.len(), 2);
}

#[test]
fn each_mistake_has_the_platforms_number() {
    let hangup = json!({"action": "hangup"});
    for (actions, code, says) in [
        (
            json!([make_call(), capture(json!({"minDigits": 1}))]),
            -1003,
            "maxDigits",
        ),
        (
            json!([
                make_call(),
                capture(json!({"minDigits": 3, "maxDigits": 2}))
            ]),
            -1003,
            "maxDigits",
        ),
        (
            json!([make_call(), capture(json!({"digitTimeout": 5}))]),
            -1005,
            "overallTimeout",
        ),
        (
            json!([
                make_call(),
                capture(json!({"digitTimeout": 6, "overallTimeout": 5}))
            ]),
            -1006,
            "shorter",
        ),
        (
            json!([make_call(), {"action": "dance"}]),
            -1007,
            "$.callflow[1].action should be one of",
        ),
        (json!([make_call(), {}]), -1007, "$.callflow[1].action"),
        (
            json!([make_call(), capture(json!({"completeOnHash": false}))]),
            -1008,
            "maxDigits",
        ),
        (
            json!([make_call(), {"action": "say"}]),
            -1009,
            "$.callflow[1].params.text: is missing but it is required",
        ),
        (
            json!([make_call(), say(json!({"text": ""}))]),
            -1009,
            "at least 1",
        ),
        (
            json!([make_call(), say(json!({"text": "x".repeat(3001)}))]),
            -1009,
            "3000",
        ),
        (
            json!([make_call(), say(json!({"speed": 2.5}))]),
            -1009,
            "0.5 to 2.0",
        ),
        (
            json!([make_call(), say(json!({"repetition": 4}))]),
            -1009,
            "from 1 to 3",
        ),
        (
            json!([make_call(), say(json!({"text": 5}))]),
            -1009,
            "string expected",
        ),
        (
            json!([make_call(), say(json!({"voiceProfile": "Emma"}))]),
            -1002,
            "Emma",
        ),
        (
            json!([make_call(), say(json!({"text": "\u{7}"}))]),
            -1016,
            "special",
        ),
        (
            json!([make_call(), {"action": "playFile", "params": {"fileUrl": "ftp://h/a.mp3"}}]),
            -1009,
            "http",
        ),
        (
            json!([make_call(), {"action": "playFile", "params": {"fileUrl": "https://h/a.ogg"}}]),
            -1009,
            "mp3",
        ),
        (
            json!([make_call(), make_call(), make_call()]),
            -1010,
            "makeCall",
        ),
        (
            json!([{"action": "makeCall", "params": {"source": "+6568888888", "destination": ["+6598888888"]}}]),
            -1011,
            "multiple",
        ),
        (
            json!([make_call(), hangup, say(json!({}))]),
            -1012,
            "$.callflow[1]",
        ),
        (
            json!([make_call(), capture(json!({})), hangup]),
            -1012,
            "$.callflow[2]",
        ),
        (
            json!([say(json!({}))]),
            -1013,
            "First action should be a MakeCall",
        ),
        (
            json!([{"action": "makeCall", "params": {"source": "me", "destination": "+6598888888"}}]),
            -1014,
            "source",
        ),
        (
            json!([{"action": "makeCall", "params": {"source": "+6568888888", "destination": "0123"}}]),
            -1017,
            "destination",
        ),
        (json!([]), -1009, "minimum of 1"),
        (json!({}), -1009, "array"),
    ] {
        let violation = request(json!({"callflow": actions})).unwrap_err();
        assert_eq!(violation.code.code(), code, "{actions}: {violation}");
        assert!(violation.message.contains(says), "{actions}: {violation}");
    }
    for (body, code) in [(&b"{"[..], -1001), (b"[]", -1001), (b"{}", -1009)] {
        assert_eq!(check_request(body, NOON).unwrap_err().code.code(), code);
    }
}

#[test]
fn a_call_is_placed_until_its_time_is_over() {
    let until = |time: &str| request(json!({"callflow": [make_call()], "validUntil": time}));
    assert!(until("2023-11-14T22:13:20.001Z").is_ok());
    assert_eq!(
        until("2023-11-14T22:13:20.000Z").unwrap_err().code,
        StatusCode::Expired
    );
    assert_eq!(
        until("tomorrow").unwrap_err().code,
        StatusCode::InvalidCallflow
    );
}

#[test]
fn an_answer_needs_no_call_and_may_be_empty() {
    let answer = |body: Value| check_answer(body.to_string().as_bytes());
    assert_eq!(answer(json!({})).unwrap().callflow, []);
    assert!(answer(json!({"clientActionId": "a", "callflow": [make_call()]})).is_ok());
    for (body, code) in [
        (json!({"clientActionId": "a"}), -1009),
        (json!({"clientActionId": 1, "callflow": []}), -1009),
        (
            json!({"clientActionId": "a", "callflow": [make_call(), make_call()]}),
            -1010,
        ),
    ] {
        assert_eq!(answer(body).unwrap_err().code.code(), code);
    }
}
