//! The platform's API: sending callflows, webhooks, speech profiles (8x8 Voice, API reference).

use std::sync::Arc;

use hyper::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Shared;
use crate::carrier::eight_by_eight::simulator::{Violation, check_request};
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::carrier::eight_by_eight::wire::send::StatusCode as PlatformCode;
use crate::carrier::eight_by_eight::wire::webhook::{WebhookRegistration, WebhookType};
use crate::menu::Msisdn;

/// The relevant parts of a request.
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) authorization: Option<&'a str>,
    pub(super) body: &'a [u8],
}

/// The response.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) document: Value,
    pub(super) retry_after: Option<u32>,
}

/// Answers a request.
pub(super) fn answer(shared: &Arc<Shared>, asked: &Asked<'_>) -> Answered {
    if let Some((status, retry_after)) = shared.refusal() {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let reason = status.canonical_reason().unwrap_or("Refused");
        let mut answered = refused(shared, status, i64::from(status.as_u16()), reason);
        answered.retry_after = retry_after;
        return answered;
    }
    let refuse = |status: StatusCode, message: &str| {
        refused(shared, status, i64::from(status.as_u16()), message)
    };
    let rest = asked
        .path
        .strip_prefix("/api/v1/subaccounts/")
        .unwrap_or_default();
    let Some((account, room)) = rest.split_once('/') else {
        return refuse(StatusCode::NOT_FOUND, "No such path");
    };
    let key = asked
        .authorization
        .and_then(|value| value.strip_prefix("Bearer "));
    let known = shared
        .config
        .api_key
        .as_ref()
        .is_none_or(|known| key == Some(known.secret()));
    if key.is_none_or(str::is_empty) || !known {
        let message = "Authentication header not found or token invalid";
        return refuse(StatusCode::UNAUTHORIZED, message);
    }
    if account != shared.config.sub_account_id {
        let message = format!("SubAccount not found by Id : {account}");
        return refuse(StatusCode::NOT_FOUND, &message);
    }
    match (asked.method, room) {
        (&Method::POST, "callflows") => send_callflow(shared, asked.body),
        (&Method::GET, "webhooks") => webhooks(shared),
        (&Method::POST, "webhooks") => set_webhook(shared, asked.body),
        (&Method::DELETE, room) => match room.strip_prefix("webhooks/") {
            Some(kind) => delete_webhook(shared, kind),
            None => refuse(StatusCode::NOT_FOUND, "No such path"),
        },
        (&Method::GET, "speech-profiles") => speech_profiles(),
        (_, "callflows" | "webhooks" | "speech-profiles") => {
            refuse(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
        }
        _ => refuse(StatusCode::NOT_FOUND, "No such path"),
    }
}

fn send_callflow(shared: &Arc<Shared>, body: &[u8]) -> Answered {
    let checked = check_request(body, Timestamp::now()).and_then(|request| {
        let Some(Action::MakeCall(first)) = request.callflow.first() else {
            let message = "Invalid Callflow : First action should be a MakeCall action";
            return Err(Violation::new(
                PlatformCode::FirstActionNotMakeCall,
                message,
            ));
        };
        let captures = |action: &Action| matches!(action, Action::SayAndCapture(_));
        if request.callflow.iter().any(captures) && shared.webhook(&WebhookType::Vca).is_none() {
            let message = "DTMF callback URL not provided: no VCA webhook is registered";
            return Err(Violation::new(PlatformCode::NoCallbackUrl, message));
        }
        let allowed = &shared.config.caller_ids;
        let source = first.source.parse::<Msisdn>();
        if !allowed.is_empty() && !source.is_ok_and(|source| allowed.contains(&source)) {
            let message = "Source or caller ID is not allowed";
            return Err(Violation::new(PlatformCode::CallerIdNotAllowed, message));
        }
        let destination = first.destination.clone();
        Ok((request, destination))
    });
    match checked {
        Ok((request, destination)) => {
            let mut document = json!({
                "sessionStatus": "CREATED",
                "callFlowRequestId": shared.next_id(),
                "statusCode": 1,
                "statusMessage": "Created",
            });
            if let Some(until) = &request.valid_until {
                document["validUntil"] = json!(until);
            }
            document["sessionId"] = json!(shared.place(request, &destination));
            served(document)
        }
        Err(violation) => {
            let status = StatusCode::from_u16(violation.http_status());
            let status = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            refused(shared, status, violation.code.code(), &violation.message)
        }
    }
}

fn webhooks(shared: &Shared) -> Answered {
    let webhooks: Vec<Value> = shared.webhooks().iter().map(shown).collect();
    served(json!({
        "subAccountId": shared.config.sub_account_id,
        "count": webhooks.len(),
        "webhooks": webhooks,
        "statusCode": 0,
        "statusMessage": "ok",
    }))
}

/// A registration as the list shows it: without its secret.
fn shown(webhook: &WebhookRegistration) -> Value {
    json!({
        "type": webhook.kind,
        "url": webhook.url,
        "enabled": webhook.enabled,
        "httpAuthHeaderAvailable": webhook.http_auth_header.is_some(),
    })
}

fn set_webhook(shared: &Shared, body: &[u8]) -> Answered {
    let invalid = |message: String| Answered {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        // As the OpenAPI document has it: the code is a string here.
        document: json!({"errorId": shared.next_id(), "statusCode": "1001",
            "statusMessage": message, "timestamp": Timestamp::now().to_string()}),
        retry_after: None,
    };
    match serde_json::from_slice::<Value>(body).map(WithoutTwin::from) {
        Ok(WithoutTwin(document)) => {
            match serde_json::from_value::<WebhookRegistration>(document) {
                Ok(webhook) if matches!(webhook.kind, WebhookType::Other(_)) => invalid(format!(
                    "type: {} is none of VCS, VCA, VSS, VRU, VNU",
                    webhook.kind
                )),
                Ok(webhook) if !webhook.url.starts_with("http") => {
                    invalid("url: an http or https URL expected".to_owned())
                }
                Ok(webhook) => {
                    shared.register(webhook);
                    webhooks(shared)
                }
                Err(error) => invalid(format!("Invalid param: {error}")),
            }
        }
        Err(error) => invalid(format!("Invalid JSON request body: {error}")),
    }
}

/// The guide's `active` dropped where the OpenAPI document's `enabled` says the same.
struct WithoutTwin(Value);

impl From<Value> for WithoutTwin {
    fn from(mut document: Value) -> Self {
        if let Some(object) = document.as_object_mut() {
            let active = object.remove("active");
            object
                .entry("enabled")
                .or_insert_with(|| active.unwrap_or(json!(true)));
        }
        Self(document)
    }
}

fn delete_webhook(shared: &Shared, kind: &str) -> Answered {
    let Some(webhook) = shared.unregister(&WebhookType::from(kind)) else {
        let (status, message) = (StatusCode::NOT_FOUND, "Webhook not found");
        return refused(shared, status, 404, message);
    };
    let mut document = shown(&webhook);
    document["subAccountId"] = json!(shared.config.sub_account_id);
    document["statusCode"] = json!(0);
    document["statusMessage"] = json!("deleted");
    served(document)
}

fn speech_profiles() -> Answered {
    // The tutorial's own voice, and those of the OpenAPI document's samples.
    let profiles = [
        ("en-US-BenjaminRUS", "en-US", "English (United States)", "M"),
        ("en-US-Standard-A", "en-US", "English (United States)", "F"),
        ("en-GB-Emma", "en-GB", "English (United Kingdom)", "F"),
        ("da-DK-Naja", "da-DK", "Danish", "F"),
    ];
    let profiles: Vec<Value> = profiles
        .iter()
        .map(|(code, locale, description, gender)| {
            json!({"speechProfileCode": code, "localeCode": locale,
                "localeDescription": description, "gender": gender})
        })
        .collect();
    served(json!({"speechProfiles": profiles, "statusCode": 0, "statusMessage": "ok"}))
}

const fn served(document: Value) -> Answered {
    Answered {
        status: StatusCode::OK,
        document,
        retry_after: None,
    }
}

/// A refusal, in the format common to all.
fn refused(shared: &Shared, status: StatusCode, code: i64, message: &str) -> Answered {
    let document = json!({
        "sessionStatus": "NOT_CREATED",
        "callFlowRequestId": shared.next_id(),
        "statusCode": code,
        "statusMessage": message,
    });
    Answered {
        status,
        document,
        retry_after: None,
    }
}
