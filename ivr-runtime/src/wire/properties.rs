//! What holds of every event: only what decides the call can break its reading.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::decode::decode;
use super::vca::CallAction;
use super::vss::SessionSummary;
use super::{DecodeError, EventType, plain};

/// What decides the call; all else is information.
const DECIDES: [&str; 5] = [
    "callStatus",
    "dtmf",
    "eventData",
    "sipCode",
    "clientActionId",
];

/// The fields of a payload, in the order in which the platform writes them.
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

/// Any JSON, some levels deep.
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

/// The fields of a payload: those of the platform and any others, with anything in them.
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
        prop_assert_eq!(event.client_action_id(), Some("main_menu"));
        prop_assert_eq!(event.digits(), Some("1"));
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

    #[test]
    fn what_is_read_quickly_is_read_the_same_by_serde(payload in fields(), pretty in any::<bool>()) {
        let event = json!({"eventType": "CALL_ACTION", "namespace": "VOICE", "payload": payload});
        let body = if pretty { format!("{event:#}") } else { event.to_string() };
        if let Some(quick) = plain::read(body.as_bytes()) {
            prop_assert_eq!(decode(body.as_bytes()), Ok(quick), "{}", body);
        }
    }

    #[test]
    fn what_is_broken_anywhere_is_not_read_quickly_unless_serde_reads_it(
        at in any::<proptest::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut body = PLAIN.as_bytes().to_vec();
        let at = at.index(body.len());
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        if let Some(quick) = plain::read(&body) {
            prop_assert_eq!(decode(&body), Ok(quick));
        }
    }

    #[test]
    fn no_bytes_are_read_quickly_that_serde_refuses(body in "[\\[\\]{}:,\"0-9a-z .\\\\-]{0,40}") {
        if let Some(quick) = plain::read(body.as_bytes()) {
            prop_assert_eq!(decode(body.as_bytes()), Ok(quick));
        }
    }
}

/// An event of which every byte is broken in turn.
const PLAIN: &str = concat!(
    r#"{"namespace":"VOICE", "eventType":"CALL_ACTION","payload":{"eventId":"e","callStatus":"#,
    r#""ACTION_COMPLETED","callDirection":"INBOUND","callType":"PSTN","callDuration":12,"#,
    r#""eventData":{"dtmf":"1","x":{"y":true}},"more":null,"sipCode":200,"dtmf":null, "#,
    r#""source":"+65","clientActionId":"main_menu"} }"#,
);

#[test]
fn the_platforms_own_events_are_read_quickly() {
    let quick = plain::read(PLAIN.as_bytes()).unwrap();
    assert_eq!(decode(PLAIN.as_bytes()), Ok(quick));
    for twice in ["dtmf", "sipCode", "eventId", "callStatus", "eventData"] {
        let body = PLAIN.replace("\"more\"", &format!("\"{twice}\""));
        assert!(
            plain::read(body.as_bytes()).is_none(),
            "{twice} comes twice"
        );
    }
}

#[test]
fn an_object_is_read_only_where_a_value_may_stand() {
    for body in [
        r#"{"eventType":"CALL_ACTION","payload":"x"{"dtmf":"1"}}"#,
        r#"{"eventType":"CALL_ACTION","payload":1{"dtmf":"1"}}"#,
        r#"{"eventType":"CALL_ACTION","payload":null{"dtmf":"1"}}"#,
        r#"{"eventType":"CALL_ACTION","payload":{"eventData":null{"dtmf":"1"}}}"#,
        r#"{"eventType":"CALL_ACTION","payload":{"eventData":{"dtmf":"1"{}}}}"#,
        r#"{"eventType":"CALL_ACTION","payload":{"more":"x"{"dtmf":"1"}}}"#,
        r#"{"eventType":"CALL_ACTION","payload":{}{}}"#,
    ] {
        assert!(plain::read(body.as_bytes()).is_none(), "{body}");
        assert!(CallAction::read(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn fields_are_read_quickly_in_any_order() {
    let mut fields = PAYLOAD.map(|name| match name {
        "eventData" => r#""eventData":{"dtmf":"1"}"#.to_owned(),
        "callDuration" | "sipCode" => format!(r#""{name}":200"#),
        _ => format!(r#""{name}":"of {name}""#),
    });
    let read = |fields: &[String]| {
        let payload = fields.join(",");
        let body = format!(r#"{{"payload":{{{payload}}},"eventType":"CALL_ACTION"}}"#);
        let quick = plain::read(body.as_bytes());
        let quick = quick.unwrap_or_else(|| panic!("not read quickly: {body}"));
        assert_eq!(decode(body.as_bytes()), Ok(quick), "{body}");
    };
    for _ in 0..fields.len() {
        for missing in 0..4 {
            read(&fields[missing..]);
        }
        fields.rotate_left(1);
    }
    fields.reverse();
    read(&fields);
}
