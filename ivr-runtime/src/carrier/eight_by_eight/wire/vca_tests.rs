use serde_json::{Value, json};

use super::*;

/// The tutorial's first sample (level 2), with its two comma mistakes corrected.
const TODAY: &str = r#"{
    "namespace": "VOICE",
    "eventType": "CALL_ACTION",
    "description": "Action request of a call",
    "payload": {
        "eventId": "77e6a667-133a-11ef-9dd4-e911cc6fc82f",
        "callId": "627e25f1-133a-11ef-b08c-e33c09483244",
        "sessionId": "a4fad4b3-b388-12ee-b217-2fb8260fcf59",
        "subAccountId": "account_x",
        "callStatus": "ACTION_COMPLETED",
        "callDirection": "OUTBOUND",
        "callType": "PSTN",
        "source": "+6568888888",
        "destination": "+6598888888",
        "sourceFormat": "MSISDN",
        "destinationFormat": "MSISDN",
        "sourceCountryCode": "SG",
        "destinationCountryCode": "SG",
        "sourceRefId": "SOME-VN-REF-ID",
        "destinationRefId": "ANOTHER-VN-REF-ID",
        "callDuration": 0,
        "eventData": {
            "dtmf": "1"
        },
        "sipCode": 200,
        "timestamp": "2024-05-16T04:12:11.217Z",
        "clientActionId": "reservations"
    }
}"#;

/// The tutorial's second sample (level 3): the older form, with its placeholders for numbers.
const OLDER: &str = r#"{
    "payload": {
        "eventId": "9cb08497-9b10-11ee-93da-17ab36848b71",
        "callId": "89279a9b-9b10-11ee-b208-69463303bb51",
        "sessionId": "88435488-9b10-11ee-950e-59620871a3a5",
        "subAccountId": "InternalDemoCPaaS_8dD15_voice",
        "callStatus": "DTMF_RECEIVED",
        "callDirection": "OUTBOUND",
        "callType": "PSTN",
        "source": "{{Source Phone Number}}",
        "destination": "{{Destination Phone Number}}",
        "sourceFormat": "MSISDN",
        "destinationFormat": "MSISDN",
        "sourceCountryCode": "PH",
        "destinationCountryCode": "SG",
        "callDuration": 0,
        "dtmf": "3",
        "sipCode": 200,
        "timestamp": "2023-12-15T06:10:14.562Z",
        "clientActionId": "reservations"
    },
    "namespace": "VOICE",
    "eventType": "CALL_ACTION",
    "description": "Action request of a call"
}"#;

/// An event with the given payload.
fn event(payload: &Value) -> String {
    json!({"eventType": "CALL_ACTION", "payload": payload}).to_string()
}

fn problem(payload: &Value) -> String {
    let event = event(payload);
    CallAction::read(event.as_bytes()).unwrap_err().to_string()
}

#[test]
fn both_samples_of_the_tutorial_are_read() {
    for (sample, digits, status) in [
        (TODAY, "1", CallStatus::ActionCompleted),
        (OLDER, "3", CallStatus::DtmfReceived),
    ] {
        let event = CallAction::read(sample.as_bytes()).unwrap();
        let told = event.clone().into_event();
        assert_eq!(told.digits.as_deref(), Some(digits));
        assert_eq!(told.state.as_deref(), Some("reservations"));
        assert_eq!(event.payload.call_status, Some(status));
        assert_eq!(event.payload.call_direction, Some(CallDirection::Outbound));
        assert_eq!(event.payload.sip_code, Some(200));
        let again: Value = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(sample).unwrap());
    }
}

#[test]
fn strings_are_borrowed_from_the_body() {
    let event = CallAction::read(TODAY.as_bytes()).unwrap();
    let payload = &event.payload;
    let digits = payload
        .event_data
        .as_ref()
        .and_then(|data| data.dtmf.as_ref());
    for text in [
        digits,
        payload.session_id.as_ref(),
        payload.client_action_id.as_ref(),
    ] {
        assert!(matches!(text, Some(Cow::Borrowed(_))), "{text:?}");
    }
}

#[test]
fn digits_are_found_in_either_place_and_silence_in_every_form() {
    for (payload, digits) in [
        (json!({}), None),
        (json!({"dtmf": null}), None),
        (json!({"dtmf": ""}), None),
        (json!({"eventData": null}), None),
        (json!({"eventData": {}}), None),
        (json!({"eventData": {"dtmf": null}}), None),
        (json!({"eventData": {"dtmf": ""}, "dtmf": null}), None),
        (json!({"eventData": ""}), None),
        (json!({"eventData": []}), None),
        (json!({"eventData": {"dtmf": []}, "dtmf": []}), None),
        (json!({"eventData": "12#"}), Some("12#")),
        (json!({"eventData": "", "dtmf": "7"}), Some("7")),
        (json!({"dtmf": "12"}), Some("12")),
        (json!({"eventData": {"dtmf": "#"}}), Some("#")),
        (json!({"eventData": {"dtmf": null}, "dtmf": "4"}), Some("4")),
        (json!({"eventData": {"dtmf": "5"}, "dtmf": null}), Some("5")),
    ] {
        let event = event(&payload);
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        assert_eq!(event.digits.as_deref(), digits, "{payload}");
    }
}

#[test]
fn a_new_call_differs_from_a_first_answer() {
    for (payload, rings) in [
        (
            json!({"callStatus": "CALL_RECEIVED", "callDirection": "INBOUND"}),
            true,
        ),
        (json!({"callStatus": "CALL_RECEIVED"}), true),
        (json!({"callDirection": "INBOUND"}), true),
        (
            json!({"callDirection": "INBOUND", "callStatus": "NEW_STATUS", "dtmf": ""}),
            true,
        ),
        (
            json!({"callDirection": "INBOUND", "clientActionId": ""}),
            true,
        ),
        (
            json!({"callDirection": "INBOUND", "callStatus": "DTMF_RECEIVED", "dtmf": "2"}),
            false,
        ),
        (
            json!({"callDirection": "OUTBOUND", "callStatus": "ACTION_COMPLETED"}),
            false,
        ),
        (
            json!({"callDirection": "OUTBOUND", "eventData": {"dtmf": "2"}}),
            false,
        ),
        (json!({"dtmf": "2"}), false),
    ] {
        let event = event(&payload);
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        assert_eq!((event.rings, event.state), (rings, None), "{payload}");
    }
}

#[test]
fn the_code_says_how_a_leg_ended() {
    for (code, leg) in [
        (json!(200), Outcome::Answered),
        (json!(486), Outcome::Busy),
        (json!(480), Outcome::NoAnswer),
        (json!("OK"), Outcome::Failed),
        (json!(null), Outcome::Answered),
    ] {
        let event = event(&json!({"sipCode": code}));
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        assert_eq!(event.leg, leg, "{code}");
    }
}

#[test]
fn a_wrong_type_in_a_field_that_decides_is_an_error_that_names_it() {
    for (payload, field) in [
        (json!([]), "field `payload`"),
        (json!(null), "field `payload`"),
        (json!("x"), "field `payload`"),
        (json!({"callStatus": 1}), "field `payload.callStatus`"),
        (
            json!({"clientActionId": ["a"]}),
            "field `payload.clientActionId`",
        ),
        (json!({"dtmf": 1}), "field `payload.dtmf`"),
        (json!({"dtmf": ["1"]}), "field `payload.dtmf`"),
        (json!({"eventData": 1}), "field `payload.eventData`"),
        (json!({"eventData": true}), "field `payload.eventData`"),
        (json!({"eventData": ["1"]}), "field `payload.eventData`"),
        (
            json!({"eventData": {"dtmf": 1}}),
            "field `payload.eventData.dtmf`",
        ),
    ] {
        let problem = problem(&payload);
        assert!(problem.starts_with(field), "{payload}: {problem}");
    }
    let missing = CallAction::read(br#"{"eventType": "CALL_ACTION"}"#).unwrap_err();
    assert!(
        missing.to_string().contains("missing field `payload`"),
        "{missing}"
    );
}

#[test]
fn a_wrong_type_in_a_field_that_only_informs_reads_as_absent() {
    let event = r#"{"eventType": "CALL_ACTION", "namespace": 5, "description": {}, "new": [{}],
        "payload": {"callDuration": "long", "callDirection": 7, "sourceFormat": [1], "callType": null,
            "sessionId": 5, "eventId": {"a": 1}, "source": 6568888888, "timestamp": 1e999,
            "sourceRefId": "\ud800", "dtmf": "1", "clientActionId": "m", "new": {"a": [1]}}}"#;
    let event = CallAction::read(event.as_bytes()).unwrap();
    let rest = Payload {
        dtmf: Some("1".into()),
        client_action_id: Some("m".into()),
        ..Payload::default()
    };
    assert_eq!(event.payload, rest);
    assert_eq!(event.into_event().call().session_id, "");
}

#[test]
fn a_field_that_comes_twice_is_refused() {
    for twice in ["dtmf", "sipCode", "eventId", "callStatus", "clientActionId"] {
        let event = format!(
            r#"{{"eventType": "CALL_ACTION", "payload": {{"{twice}": null, "{twice}": null}}}}"#
        );
        let problem = CallAction::read(event.as_bytes()).unwrap_err().to_string();
        assert!(
            problem.contains(&format!("duplicate field `{twice}`")),
            "{problem}"
        );
    }
}

#[test]
fn values_of_the_future_are_kept() {
    let payload =
        json!({"callStatus": "CALL_TELEPORTED", "callType": "SATELLITE", "sipCode": 70000});
    let event = event(&payload);
    let event = CallAction::read(event.as_bytes()).unwrap();
    assert_eq!(
        event.payload.call_status,
        Some(CallStatus::from("CALL_TELEPORTED"))
    );
    assert_eq!(event.payload.call_type, Some(CallType::from("SATELLITE")));
    assert_eq!(event.payload.sip_code, Some(u16::MAX));
}

#[test]
fn a_call_is_made_of_what_is_there() {
    let event = CallAction::read(TODAY.as_bytes()).unwrap();
    let call = event.into_event().call();
    assert_eq!(call.session_id, "a4fad4b3-b388-12ee-b217-2fb8260fcf59");
    assert_eq!(call.event_id, "77e6a667-133a-11ef-9dd4-e911cc6fc82f");
    assert_eq!(call.direction, Direction::Outbound);
    assert_eq!(
        call.caller().map(crate::menu::Msisdn::as_str),
        Some("+6598888888")
    );
    assert_eq!(call.digits.as_deref(), Some("1"));

    let older = CallAction::read(OLDER.as_bytes()).unwrap().into_event();
    assert_eq!(older.call().source, None, "a placeholder is no number");
}

#[test]
fn what_is_empty_is_absent() {
    let names = [
        "callStatus",
        "clientActionId",
        "dtmf",
        "eventData",
        "sipCode",
        "source",
        "sessionId",
    ];
    for empty in [json!(""), json!([]), json!(null)] {
        let payload: Value = names
            .iter()
            .map(|name| ((*name).to_owned(), empty.clone()))
            .collect();
        let event = event(&payload);
        let event = CallAction::read(event.as_bytes()).unwrap();
        assert_eq!(event.payload, Payload::default(), "{empty}");
    }
}

#[test]
fn numbers_may_be_quoted_and_a_sip_code_refuses_no_event() {
    for (code, read) in [
        (json!("486"), Some(486)),
        (json!(" 200 "), Some(200)),
        (json!(200.0), Some(200)),
        (json!(-1), Some(0)),
        (json!("OK"), Some(0)),
        (json!({"code": 200}), Some(0)),
        (json!([200]), Some(0)),
        (json!(true), Some(0)),
        (json!(null), None),
        (json!([]), None),
    ] {
        let event = event(&json!({"sipCode": code, "callDuration": "12.5", "dtmf": "1"}));
        let event = CallAction::read(event.as_bytes()).unwrap();
        assert_eq!(event.payload.sip_code, read, "{code}");
        assert_eq!(event.payload.call_duration, Some(12.5));
        assert_eq!(event.into_event().digits.as_deref(), Some("1"));
    }
}

#[test]
fn one_byte_order_mark_is_skipped() {
    let event = format!("\u{feff}{TODAY}");
    let read = CallAction::read(event.as_bytes()).unwrap().into_event();
    assert_eq!(read.digits.as_deref(), Some("1"));
    assert_eq!(EventType::read(event.as_bytes()), Ok(EventType::CallAction));
    for refused in [
        format!("\u{feff}\u{feff}{TODAY}"),
        format!("{TODAY}\u{feff}"),
    ] {
        let read = CallAction::read(refused.as_bytes());
        assert!(matches!(read, Err(DecodeError::NotJson(_))));
    }
}

#[test]
fn a_field_twice_and_what_follows_the_event_are_refused() {
    for event in [
        r#"{"eventType": "CALL_ACTION", "payload": {"dtmf": "1", "dtmf": "2"}}"#,
        r#"{"eventType": "CALL_ACTION", "payload": {"sipCode": 1, "sipCode": 2}}"#,
        r#"{"eventType": "CALL_ACTION", "payload": {"eventData": {"dtmf": "1", "dtmf": "2"}}}"#,
        r#"{"eventType": "CALL_ACTION", "payload": {}} {}"#,
    ] {
        assert!(CallAction::read(event.as_bytes()).is_err(), "{event}");
    }
}

#[test]
fn a_caller_has_one_spelling_and_a_withheld_one_none() {
    let of = |source: &str, country: &str| {
        let event = event(&json!({"source": source, "sourceCountryCode": country}));
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        let call = event.call();
        assert_eq!(
            event.caller().as_deref(),
            call.caller().map(crate::menu::Msisdn::as_str)
        );
        (call.caller().map(ToString::to_string), call.country)
    };
    for source in [
        "+6591234567",
        "tel:+65-9123-4567",
        "sip:+6591234567@host",
        "00 65 9123 4567",
    ] {
        let ann = (Some("+6591234567".to_owned()), Some("SG".to_owned()));
        assert_eq!(of(source, "SG"), ann, "{source}");
    }
    for source in [
        "",
        "anonymous",
        "Unknown",
        "266696687",
        "+86282452253",
        "sip:anonymous@anonymous.invalid",
    ] {
        for country in ["", "SGP", "65", "é"] {
            assert_eq!(of(source, country), (None, None), "{source} {country}");
        }
    }
    assert_eq!(of("", "sg").1.as_deref(), Some("SG"));
}
