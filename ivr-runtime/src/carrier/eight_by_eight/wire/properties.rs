//! Tests that only the fields that decide a call can make an event invalid.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::vca::CallAction;
use super::vss::SessionSummary;
use super::{DecodeError, EventType};

/// The fields that decide a call; all others are informational.
const DECIDES: [&str; 5] = [
    "callStatus",
    "dtmf",
    "eventData",
    "sipCode",
    "clientActionId",
];

/// The fields of a payload.
const PAYLOAD: [&str; 21] = [
    "eventId",
    "callId",
    "sessionId",
    "subAccountId",
    "callStatus",
    "callDirection",
    "callType",
    "source",
    "destination",
    "sourceFormat",
    "destinationFormat",
    "sourceCountryCode",
    "destinationCountryCode",
    "sourceRefId",
    "destinationRefId",
    "callDuration",
    "eventData",
    "dtmf",
    "sipCode",
    "timestamp",
    "clientActionId",
];

/// Any JSON, a few levels deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9*#]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-zA-Z]{0,9}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The fields of a payload: the platform's and others, with any value.
fn fields() -> impl Strategy<Value = Map<String, Value>> {
    let of_summaries = ["details", "sessionStatus", "errorDetails", "callCount"];
    let known = [&PAYLOAD[..], &of_summaries].concat();
    let name = prop_oneof![
        proptest::sample::select(known).prop_map(str::to_owned),
        "[a-zA-Z_]{1,9}",
    ];
    btree_map(name, value(), 0..12).prop_map(|map| map.into_iter().collect())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in vec(any::<u8>(), 0..200)) {
        let _ = EventType::read(&body);
        let _ = CallAction::read(&body);
        let _ = SessionSummary::read(&body);
    }

    #[test]
    fn what_only_informs_never_breaks_a_call(mut payload in fields()) {
        for field in DECIDES {
            payload.remove(field);
        }
        payload.insert("clientActionId".to_owned(), json!("main_menu"));
        payload.insert("dtmf".to_owned(), json!("1"));
        let body = json!({"eventType": "CALL_ACTION", "payload": payload}).to_string();
        let event = CallAction::read(body.as_bytes());
        let event = event.map_err(|error| TestCaseError::fail(format!("{error}: {body}")))?;
        let event = event.into_event();
        prop_assert_eq!(event.state.as_deref(), Some("main_menu"));
        prop_assert_eq!(event.digits.as_deref(), Some("1"));
    }

    #[test]
    fn what_is_wrong_is_named(payload in fields()) {
        let body = json!({"eventType": "CALL_ACTION", "payload": payload}).to_string();
        if let Err(error) = CallAction::read(body.as_bytes()) {
            let DecodeError::Shape { field, .. } = &error else {
                return Err(TestCaseError::fail(format!("{error}: {body}")));
            };
            let of_payload = field.strip_prefix("payload.").unwrap_or_default();
            let field = of_payload.split('.').next().unwrap_or_default();
            prop_assert!(DECIDES.contains(&field), "{}: {}", error, body);
        }
    }

    #[test]
    fn what_was_read_reads_the_same_again(payload in fields()) {
        let body = json!({"eventType": "CALL_ACTION", "payload": payload}).to_string();
        if let Ok(event) = CallAction::read(body.as_bytes()) {
            let again = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(&CallAction::read(again.as_bytes()).unwrap(), &event);
        }
    }
}
