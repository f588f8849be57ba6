//! Validates callflows with the vendor's OpenAPI document.
//!
//! `openapi.json` contains the two relevant schemas of "Voice API" 1.0, without their prose. A small overlay corrects
//! their known errors, each with its reason, so that anything they still refuse is our error.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

/// The schema of a callflow request is at `callflow`, that of a webhook registration at `webhook`.
const DOCUMENT: &str = include_str!("openapi.json");

struct Judge {
    request: Validator,
    webhook: Validator,
}

/// The corrected document.
fn judge() -> &'static Judge {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    JUDGE.get_or_init(|| {
        let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
        mend(&mut document["callflow"]);
        let at = |name: &str| {
            let mut root = document.clone();
            root["$ref"] = json!(format!("#/{name}"));
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            options.build(&root).unwrap()
        };
        Judge {
            request: at("callflow"),
            webhook: at("webhook"),
        }
    })
}

/// Corrects the schema of a callflow request.
fn mend(request: &mut Value) {
    for (at, name) in ["makeCall", "say", "sayAndCapture", "playFile", "hangup"]
        .iter()
        .enumerate()
    {
        let schema = &mut request["properties"]["callflow"]["items"]["anyOf"][at];
        assert_eq!(schema["properties"]["action"]["enum"], json!([name]));
        // None of them requires its own name or its parameters, so anything is a hangup.
        // `sayAndCapture` even requires its parameters beside `params` instead of in it.
        let required = schema.as_object_mut().unwrap().remove("required");
        schema["required"] = match *name {
            "hangup" => json!(["action"]),
            _ => json!(["action", "params"]),
        };
        if *name == "sayAndCapture" {
            schema["properties"]["params"]["required"] = required.unwrap();
        }
        // `callRecording` is a third parameter, according to the guide of number masking.
        if *name == "makeCall" {
            schema["properties"]["params"]["maxProperties"] = json!(3);
        }
        // Declared as an integer, described as 0.5 to 2 "as a two digit number".
        if let Some(speed) = schema.pointer_mut("/properties/params/properties/speed") {
            *speed = json!({"type": "number", "minimum": 0.5, "maximum": 2.0});
        }
        // Only stated in the prose.
        if let Some(times) = schema.pointer_mut("/properties/params/properties/repetition") {
            *times = json!({"type": "integer", "minimum": 1, "maximum": 3});
        }
    }
    request["required"] = json!(["callflow"]);
}

fn check(validator: &Validator, document: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "the vendor's document refuses {document}: {errors:?}"
    );
}

/// Validates a request that places a call.
pub fn check_request(request: &Value) {
    check(&judge().request, request);
}

/// Validates our response to a call action: its callflow has the same actions as a request's.
pub fn check_callflow(answer: &Value) {
    if answer != &json!({}) {
        check_request(&json!({"callflow": answer["callflow"]}));
    }
}

/// Validates a request that registers a webhook.
pub fn check_webhook(webhook: &Value) {
    check(&judge().webhook, webhook);
}

pub(crate) fn the_corrected_openapi_document_refuses_invalid_callflows() {
    let judge = judge();
    let request =
        |params: Value| json!({"callflow": [{"action": "sayAndCapture", "params": params}]});
    let voice = json!({"promptMessage": "p", "voiceProfile": "v", "speed": 0.5});
    assert!(judge.request.is_valid(&request(voice)));
    for wrong in [
        request(json!({"promptMessage": "p"})),
        request(json!({"promptMessage": "p", "voiceProfile": "v", "speed": 3})),
        request(json!({"promptMessage": "p", "voiceProfile": "v", "maxDigits": 0})),
        json!({"callflow": [{"action": "dance"}]}),
        json!({"callflow": [{}]}),
        json!({}),
    ] {
        assert!(!judge.request.is_valid(&wrong), "{wrong}");
    }
}
