//! Compares the restaurant with the tutorial: the real program, over a real socket, in every state with every input, as
//! whole JSON documents.

use ivr_runtime::carrier::eight_by_eight::opening;
use reqwest::StatusCode;
use reqwest::header::{ALLOW, CONTENT_TYPE};
use serde_json::{Value, json};
use tests::process::Restaurant;
use tests::seed;

/// A client of the running restaurant, in the role of the platform.
struct Platform {
    http: reqwest::Client,
    restaurant: Restaurant,
    calls: u64,
}

/// The two places where the platform's documents put the digits.
#[derive(Clone, Copy)]
enum Form {
    /// `callStatus` `ACTION_COMPLETED`, `payload.eventData.dtmf`
    EventData,
    /// `callStatus` `DTMF_RECEIVED`, `payload.dtmf`
    Payload,
}

/// The caller's input.
#[derive(Clone, Copy, Debug)]
enum Pressed {
    /// `dtmf` has this value.
    Digits(&'static str),
    /// `dtmf` is null.
    Null,
    /// `dtmf` is absent.
    Nothing,
}

const INPUTS: [Pressed; 24] = [
    Pressed::Digits("0"),
    Pressed::Digits("1"),
    Pressed::Digits("2"),
    Pressed::Digits("3"),
    Pressed::Digits("4"),
    Pressed::Digits("5"),
    Pressed::Digits("6"),
    Pressed::Digits("7"),
    Pressed::Digits("8"),
    Pressed::Digits("9"),
    Pressed::Digits("*"),
    Pressed::Digits("#"),
    Pressed::Null,
    Pressed::Nothing,
    Pressed::Digits(""),
    Pressed::Digits("11"),
    Pressed::Digits("1234567890123456789012345"),
    Pressed::Digits("1#"),
    Pressed::Digits(" 1"),
    Pressed::Digits("a"),
    Pressed::Digits("A"),
    Pressed::Digits("one"),
    Pressed::Digits("１"),
    Pressed::Digits("☎"),
];

impl Pressed {
    const fn digits(self) -> Option<&'static str> {
        match self {
            Self::Digits(digits) => Some(digits),
            Self::Null | Self::Nothing => None,
        }
    }
}

impl Platform {
    fn new() -> Self {
        Self {
            http: tests::http::client(),
            restaurant: Restaurant::start(&[]),
            calls: 0,
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let response = self
            .http
            .post(format!("{}{path}", self.restaurant.url))
            .json(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{body}");
        response.json().await.unwrap()
    }

    /// The payload of a new call, with an unused caller and session.
    fn payload(&mut self) -> Value {
        self.calls += 1;
        let number = format!("+65{}", 90_000_000 + self.calls);
        json!({
            "eventId": format!("event-{}", self.calls),
            "callId": format!("call-{}", self.calls),
            "sessionId": format!("session-{}", self.calls),
            "subAccountId": "account_x",
            "callStatus": "CALL_RECEIVED",
            "callDirection": "INBOUND",
            "callType": "PSTN",
            "source": number,
            "destination": "+6568888888",
            "sourceFormat": "MSISDN",
            "destinationFormat": "MSISDN",
            "sourceCountryCode": "SG",
            "destinationCountryCode": "SG",
            "callDuration": 0,
            "sipCode": 200,
            "timestamp": "2024-05-16T04:12:11.217Z",
        })
    }

    async fn ask(&self, payload: &Value) -> Value {
        let event = json!({
            "namespace": "VOICE",
            "eventType": "CALL_ACTION",
            "description": "Action request of a call",
            "payload": payload,
        });
        self.post("/vca_webhook", &event).await
    }

    /// The response to `pressed` in a state.
    async fn press(&mut self, state: Option<&str>, form: Form, pressed: Pressed) -> Value {
        let mut payload = self.payload();
        if state == Some("reschedule_table") {
            // Only a caller with a reservation can move it.
            let mut booking = payload.clone();
            booking["eventId"] = json!(format!("booking-{}", self.calls));
            booking["clientActionId"] = json!("book_table");
            booking["callStatus"] = json!("DTMF_RECEIVED");
            booking["dtmf"] = json!("1");
            self.ask(&booking).await;
        }
        if let Some(state) = state {
            payload["clientActionId"] = json!(state);
        } else {
            // Without an id, only the first event of an outbound call has keys.
            payload["callDirection"] = json!("OUTBOUND");
        }
        let dtmf = match pressed {
            Pressed::Digits(digits) => Some(json!(digits)),
            Pressed::Null => Some(Value::Null),
            Pressed::Nothing => None,
        };
        match (form, dtmf) {
            (Form::EventData, dtmf) => {
                payload["callStatus"] = json!("ACTION_COMPLETED");
                payload["eventData"] = dtmf.map_or(json!({}), |dtmf| json!({"dtmf": dtmf}));
            }
            (Form::Payload, dtmf) => {
                payload["callStatus"] = json!("DTMF_RECEIVED");
                if let Some(dtmf) = dtmf {
                    payload["dtmf"] = dtmf;
                }
            }
        }
        self.ask(&payload).await
    }
}

pub(crate) async fn every_state_answers_every_input_as_in_the_tutorial() {
    let mut platform = Platform::new();
    let states = [None].into_iter().chain(seed::STATES.map(Some));
    let mut compared = 0;
    for state in states {
        for pressed in INPUTS {
            for form in [Form::EventData, Form::Payload] {
                // A first event without an id belongs to the start menu.
                let expected = seed::answer(state.unwrap_or("main_menu"), pressed.digits());
                let answer = platform.press(state, form, pressed).await;
                assert_eq!(answer, expected, "{state:?}, {pressed:?}");
                compared += 1;
            }
        }
    }
    println!("{compared} answers are the tutorial's");
}

pub(crate) fn an_outbound_call_plays_the_first_prompt_once() {
    let number = |text: &str| text.parse().unwrap();
    let (from, to) = (number("+6568888888"), number("+6591234567"));
    let request = opening::<tests::restaurant::Restaurant>(&from, &to);
    let callflow = serde_json::to_value(request.callflow).unwrap();
    assert_eq!(callflow[1], seed::capture("main_menu", 1));
    assert_eq!(callflow.as_array().map(Vec::len), Some(2));
}

pub(crate) async fn an_inbound_call_hears_the_main_menu() {
    let mut platform = Platform::new();
    let payload = platform.payload();
    assert_eq!(platform.ask(&payload).await, seed::enters("main_menu"));
}

pub(crate) async fn a_caller_with_an_unknown_id_starts_over() {
    let mut platform = Platform::new();
    for id in ["no_such_menu", "MAIN_MENU", "main_menu~1", "\u{0}", "🍽"] {
        for pressed in [Pressed::Digits("1"), Pressed::Nothing] {
            let answer = platform.press(Some(id), Form::Payload, pressed).await;
            assert_eq!(answer, seed::enters("main_menu"), "{id}");
        }
    }
}

pub(crate) async fn the_tutorials_sample_events_are_accepted() {
    let platform = Platform::new();
    // Level 2, with its stray comma and its missing one corrected.
    let level_2 = json!({
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
            "eventData": {"dtmf": "1"},
            "sipCode": 200,
            "timestamp": "2024-05-16T04:12:11.217Z",
            "clientActionId": "reservations"
        }
    });
    assert_eq!(
        platform.post("/vca_webhook", &level_2).await,
        seed::enters("book_table")
    );
    // Level 3.
    let level_3 = json!({
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
    });
    assert_eq!(
        platform.post("/vca_webhook", &level_3).await,
        seed::enters("main_menu")
    );
}

pub(crate) async fn an_event_that_needs_no_answer_gets_an_empty_one() {
    let platform = Platform::new();
    for event_type in ["CALL_STATUS", "SESSION_SUMMARY", "SOMETHING_NEW"] {
        let event = json!({"namespace": "VOICE", "eventType": event_type, "payload": {}});
        assert_eq!(
            platform.post("/vca_webhook", &event).await,
            json!({}),
            "{event_type}"
        );
    }
}

pub(crate) async fn an_invalid_event_is_refused_with_a_reason() {
    let platform = Platform::new();
    let url = |path: &str| format!("{}{path}", platform.restaurant.url);
    let json = |body: &'static str| {
        platform
            .http
            .post(url("/vca_webhook"))
            .header(CONTENT_TYPE, "application/json")
            .body(body)
    };
    let cases = [
        ("no JSON", json("keys=1"), 400),
        (
            "half of JSON",
            json(r#"{"eventType": "CALL_ACTION", "payl"#),
            400,
        ),
        ("nothing", json(""), 400),
        ("no object", json("[]"), 422),
        ("no event type", json("{}"), 422),
        ("a number as event type", json(r#"{"eventType": 1}"#), 422),
        ("no payload", json(r#"{"eventType": "CALL_ACTION"}"#), 422),
        (
            "a text as payload",
            json(r#"{"eventType": "CALL_ACTION", "payload": "1"}"#),
            422,
        ),
        (
            "a number as digits",
            json(r#"{"eventType": "CALL_ACTION", "payload": {"dtmf": 1}}"#),
            422,
        ),
        (
            "a list as event data",
            json(r#"{"eventType": "CALL_ACTION", "payload": {"eventData": [1]}}"#),
            422,
        ),
        (
            "a number as id",
            json(r#"{"eventType": "CALL_ACTION", "payload": {"clientActionId": 7}}"#),
            422,
        ),
        (
            "a wrong method",
            platform.http.get(url("/vca_webhook")),
            405,
        ),
        (
            "a wrong method elsewhere",
            platform.http.delete(url("/healthz")),
            405,
        ),
        (
            "a wrong path",
            platform.http.post(url("/vca")).json(&json!({})),
            404,
        ),
        (
            "a wrong content type",
            platform
                .http
                .post(url("/vca_webhook"))
                .header(CONTENT_TYPE, "text/plain")
                .body("{}"),
            415,
        ),
    ];
    for (what, request, status) in cases {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{what}");
        assert_eq!(
            response.headers()[CONTENT_TYPE],
            "application/json",
            "{what}"
        );
        assert_eq!(
            response.headers().contains_key(ALLOW),
            status == 405,
            "{what}"
        );
        let body: Value = response.json().await.unwrap();
        let reason = body["message"].as_str().unwrap_or_default();
        assert!(reason.len() > 10, "{what}: {body}");
    }
}

pub(crate) async fn the_health_check_answers() {
    let platform = Platform::new();
    let response = platform
        .http
        .get(format!("{}/healthz", platform.restaurant.url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
