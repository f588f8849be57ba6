//! The vendor's own OpenAPI document as a judge, where it lies beside the workspace.
//!
//! Its known mistakes are mended by a small overlay, each with its reason, so that what
//! it then refuses is ours to mend.

use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../shared/8x8/voice_v1_api.json"
);

/// Where the schema of a callflow request is in the document.
const REQUEST: &str = "/paths/~1api~1v1~1subaccounts~1{subAccountId}~1callflows/post/requestBody\
                       /content/application~1json/schema/anyOf/0";

/// Where the schema of a webhook registration is in the document.
const WEBHOOK: &str = "/paths/~1api~1v1~1subaccounts~1{subAccountId}~1webhooks/post/requestBody\
                       /content/application~1json/schema";

struct Judge {
    request: Validator,
    webhook: Validator,
}

/// The document, mended; `None` where it is not there.
fn judge() -> Option<&'static Judge> {
    static JUDGE: OnceLock<Option<Judge>> = OnceLock::new();
    let judge = JUDGE.get_or_init(|| {
        if !Path::new(DOCUMENT).exists() {
            eprintln!("skipped: no OpenAPI document at {DOCUMENT}; our own validator has checked");
            return None;
        }
        let document = std::fs::read_to_string(DOCUMENT).unwrap();
        let mut document: Value = serde_json::from_str(&document).unwrap();
        mend(&mut document);
        let at = |place: &str| {
            let mut root = document.clone();
            // A reference takes `{}` escaped.
            let place = place.replace('{', "%7B").replace('}', "%7D");
            root["$ref"] = json!(format!("#{place}"));
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            options.build(&root).unwrap()
        };
        Some(Judge {
            request: at(REQUEST),
            webhook: at(WEBHOOK),
        })
    });
    judge.as_ref()
}

/// Mends what the document gets wrong.
fn mend(document: &mut Value) {
    let items = format!("{REQUEST}/properties/callflow/items");
    for (at, name) in ["makeCall", "say", "sayAndCapture", "playFile", "hangup"]
        .iter()
        .enumerate()
    {
        let schema = document
            .pointer_mut(&format!("{items}/anyOf/{at}"))
            .unwrap();
        assert_eq!(schema["properties"]["action"]["enum"], json!([name]));
        // None of them requires its own name or its parameters, so that anything is a hangup.
        // `sayAndCapture` even requires its parameters beside `params` and not within.
        let required = schema.as_object_mut().unwrap().remove("required");
        schema["required"] = match *name {
            "hangup" => json!(["action"]),
            _ => json!(["action", "params"]),
        };
        if *name == "sayAndCapture" {
            schema["properties"]["params"]["required"] = required.unwrap();
        }
        // `callRecording` is a third parameter, says the guide of number masking.
        if *name == "makeCall" {
            schema["properties"]["params"]["maxProperties"] = json!(3);
        }
        // Declared an integer, described as 0.5 to 2 "as a two digit number".
        if let Some(speed) = schema.pointer_mut("/properties/params/properties/speed") {
            *speed = json!({"type": "number", "minimum": 0.5, "maximum": 2.0});
        }
        // In the prose only.
        if let Some(times) = schema.pointer_mut("/properties/params/properties/repetition") {
            *times = json!({"type": "integer", "minimum": 1, "maximum": 3});
        }
    }
    let request = document.pointer_mut(REQUEST).unwrap();
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

/// Checks a request that places a call.
pub fn check_request(request: &Value) {
    if let Some(judge) = judge() {
        check(&judge.request, request);
    }
}

/// Checks our answer to a call action: its callflow is one of the same actions.
pub fn check_callflow(answer: &Value) {
    if answer != &json!({}) {
        check_request(&json!({"callflow": answer["callflow"]}));
    }
}

/// Checks a request that registers a webhook.
pub fn check_webhook(webhook: &Value) {
    if let Some(judge) = judge() {
        check(&judge.webhook, webhook);
    }
}

#[test]
fn the_mended_document_tells_right_from_wrong() {
    let Some(judge) = judge() else { return };
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
